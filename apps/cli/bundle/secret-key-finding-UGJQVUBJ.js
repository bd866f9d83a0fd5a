import {
  parseSecretKeys
} from "./chunk-WIAE2YJC.js";
import {
  failed,
  ok
} from "./chunk-44CG46G3.js";

// dist/doctor/secret-key-finding.js
function secretKeyFindings({ POSTRIDER_SECRET_KEY: text }) {
  if (text === void 0 || text.trim() === "") return [];
  const parsed = parseSecretKeys(text.trim());
  if (parsed.kind === "refused") return parsed.problems.map(({ position, message }) => failed("secret key", `POSTRIDER_SECRET_KEY, key ${position}: ${message}`, "Correct it: openssl rand -base64 32"));
  return [
    ok("secret key", "POSTRIDER_SECRET_KEY can be read")
  ];
}
export {
  secretKeyFindings
};
