export { Registry } from './registry.js';
export { RegistryCopy, type RegistryListener } from './registry-copy.js';
