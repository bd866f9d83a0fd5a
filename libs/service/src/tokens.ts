/** Nest's tokens for what has no class of its own. */
export const LOG = Symbol('postrider.log');
export const CONFIG = Symbol('postrider.config');
