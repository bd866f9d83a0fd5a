// dist/doctor/finding.js
var ok = (check, detail) => ({
  check,
  status: "ok",
  detail
});
var warning = (check, detail, action) => ({
  check,
  status: "warning",
  detail,
  action
});
var failed = (check, detail, action) => ({
  check,
  status: "failed",
  detail,
  action
});
var skipped = (check, detail, action) => ({
  check,
  status: "skipped",
  detail,
  action
});

export {
  ok,
  warning,
  failed,
  skipped
};
