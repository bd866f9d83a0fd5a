// Loaded by `node --import` into the processes of the steered world, before anything else. What they take for the time
// of day, and whom they ask for names, is then up to the scenario; the monotonic clock and timers stay the machine's.
import { readFileSync } from 'node:fs';
import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';

const { POSTRIDER_CHAOS_CLOCK_FILE: clockFile, POSTRIDER_CHAOS_NAME_SERVER: nameServer } = process.env;
const LOOK_MS = 50;

if (clockFile) {
  const RealDate = Date;
  let aheadMs = 0;
  const look = () => {
    try {
      aheadMs = Number(readFileSync(clockFile, 'utf8'));
    } catch {
      // It's being written.
    }
  };
  look();
  setInterval(look, LOOK_MS).unref();
  const now = () => RealDate.now() + aheadMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, self) => (name === 'now' ? now : Reflect.get(target, name, self)),
  });
}

if (nameServer) {
  dns.Resolver = class extends dns.Resolver {
    constructor(options) {
      super(options);
      this.setServers([nameServer]);
    }
  };
  syncBuiltinESMExports();
}
