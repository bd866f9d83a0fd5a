export type { Codec } from './codec.js';
export { codecs } from './codecs.js';
