export { testBrokers, uniqueName } from './brokers.js';
export { ConnectProxy } from './connect-proxy.js';
export { eventually } from './eventually.js';
export { scratchDatabase, type ScratchDatabase } from './scratch-database.js';
export { selfSigned, type SelfSigned } from './self-signed.js';
