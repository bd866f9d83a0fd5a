// dist/command-failed.js
var CommandFailed = class extends Error {
};
var Misuse = class extends Error {
};
var CommandStopped = class extends Error {
};
var Unreachable = class extends Error {
};
var Ended = class extends Error {
  exitCode;
  constructor(exitCode) {
    super(`ended with ${exitCode}`), this.exitCode = exitCode;
  }
};

export {
  CommandFailed,
  Misuse,
  CommandStopped,
  Unreachable,
  Ended
};
