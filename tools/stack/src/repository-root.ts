import { fileURLToPath } from 'node:url';

/** The folder of the checkout: three up from this file, in src/ and in dist/ alike. */
export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Where everything that a checkout fetches or keeps for itself lives: jars, data, keys, logs. */
export const stateDirectory = fileURLToPath(new URL('../../../.postrider/', import.meta.url));
