import {
  failed,
  ok,
  warning
} from "./chunk-44CG46G3.js";

// dist/doctor/clock-finding.js
var WARN_MS = 2e3;
var FAIL_MS = 6e4;
function clockFinding(check, skewMs, exactnessMs) {
  const off = Math.max(0, Math.abs(skewMs) - exactnessMs);
  const detail = `${(Math.abs(skewMs) / 1e3).toFixed(1)} s ${skewMs < 0 ? "behind" : "ahead of"} this machine's clock`;
  const action = "Set both machines\u2019 clocks by NTP: receivers refuse signatures that are minutes off.";
  if (off > FAIL_MS) return failed(check, detail, action);
  if (off > WARN_MS) return warning(check, detail, action);
  return ok(check, "agrees with this machine\u2019s clock");
}

export {
  clockFinding
};
