/** Microseconds on the system's monotonic clock: the same for every thread and process of this machine. */
export const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n);
