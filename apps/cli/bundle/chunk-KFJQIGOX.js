// dist/answers/shown-bytes.js
import { isUtf8 } from "node:buffer";
function shownBytes(bytes, max) {
  const size = {
    bytes: bytes.length
  };
  if (isUtf8(bytes)) {
    const whole = bytes.toString("utf8");
    if (whole.length <= max) return {
      ...size,
      text: whole
    };
    return {
      ...size,
      cut: true,
      text: whole.slice(0, max).replace(/[\ud800-\udbff]$/, "")
    };
  }
  if (bytes.length <= max) return {
    ...size,
    base64: bytes.toString("base64")
  };
  return {
    ...size,
    cut: true,
    base64: bytes.subarray(0, max).toString("base64")
  };
}
var printable = (text) => text.replace(/(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) => Array.from({
  length: found.length
}, (_, index) => escaped(found.charCodeAt(index))).join(""));
var escaped = (unit) => `\\u${unit.toString(16).padStart(4, "0")}`;

export {
  shownBytes,
  printable
};
