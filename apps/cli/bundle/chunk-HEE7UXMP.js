// ../../libs/config/dist/settings.js
function setting(schema, meaning) {
  return {
    schema,
    meaning,
    secret: false
  };
}
function secretSetting(schema, meaning) {
  return {
    schema,
    meaning,
    secret: true
  };
}
var ConfigError = class extends Error {
  problems;
  constructor(problems) {
    super(`The configuration is wrong:
${problems.map((problem) => `  ${problem}`).join("\n")}`), this.problems = problems;
  }
};
function loadConfig(settings, env) {
  const problems = [];
  const config = {};
  for (const [name, { schema, secret }] of Object.entries(settings)) {
    const given = env[name]?.trim();
    const parsed = schema.safeParse(given === "" ? void 0 : given);
    if (parsed.success) config[name] = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => describe(name, given, secret, issue.message)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}
function describe(name, given, secret, message) {
  if (given === void 0 || given === "") return `${name} is not set: ${message}`;
  return secret ? `${name}: ${message}` : `${name}=${given}: ${message}`;
}

// ../../libs/config/dist/readers.js
import { z } from "zod";
var wholeNumber = (min, max) => z.coerce.number({
  error: "is a whole number"
}).int("is a whole number").min(min).max(max);
var flag = () => z.enum([
  "true",
  "false"
], {
  error: "is true or false"
}).transform((value) => value === "true");
var list = () => z.string({
  error: "is a comma list"
}).transform((value) => value.split(",").map((item) => item.trim())).refine((items) => items.every((item) => item !== ""), "has an empty item");
var numberList = (min, max) => list().transform((items, context) => items.map((item) => {
  const parsed = wholeNumber(min, max).safeParse(item);
  if (parsed.success) return parsed.data;
  context.addIssue({
    code: "custom",
    message: `has ${item}, which is no whole number from ${min} to ${max}`
  });
  return z.NEVER;
}));

// dist/reason-of.js
function reasonOf(error) {
  if (typeof error !== "object" || error === null) return String(error);
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0) return error.errors.map(reasonOf).join("; ");
  if ("cause" in error && error.cause !== void 0) return reasonOf(error.cause);
  return "message" in error ? String(error.message) : JSON.stringify(error);
}

export {
  setting,
  secretSetting,
  ConfigError,
  loadConfig,
  wholeNumber,
  flag,
  list,
  numberList,
  reasonOf
};
