/** Patience belongs to whoever calls: these retries only bridge a change of leader. Complete, because under a test kafkajs has other defaults. */
export const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, retries: 3, factor: 0.2, multiplier: 2 };
