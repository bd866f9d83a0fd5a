import { failed, ok, warning, type Finding } from './finding.js';

/** Beyond this, times in logs and answers can't be compared. */
const WARN_MS = 2000;
/** Receivers refuse what was signed more than five minutes ago or ahead: of that, this much is a clock's that goes wrong. */
const FAIL_MS = 60_000;

/** How far a clock is from this machine's; `exactnessMs` is how far it may seem to be and isn't. */
export function clockFinding(check: string, skewMs: number, exactnessMs: number): Finding {
  const off = Math.max(0, Math.abs(skewMs) - exactnessMs);
  const detail = `${(Math.abs(skewMs) / 1000).toFixed(1)} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine's clock`;
  const action = 'Set both machines’ clocks by NTP: receivers refuse signatures that are minutes off.';
  if (off > FAIL_MS) return failed(check, detail, action);
  if (off > WARN_MS) return warning(check, detail, action);
  return ok(check, 'agrees with this machine’s clock');
}
