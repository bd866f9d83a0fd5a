export { codecs } from './codecs.js';
