export { withSection } from './marked-section.js';
