export { Clock, SystemClock, type Cancel } from './clock.js';
export { ManualClock } from './manual-clock.js';
export { backOffMs, untilItWorks, type BackOff } from './back-off.js';
export { reasonOf } from './reason-of.js';
export { TokenBucket, type Rate } from './token-bucket.js';
export { Unavailable } from './unavailable.js';
export { TookTooLong, within } from './within.js';
