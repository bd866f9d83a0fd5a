import type { z } from 'zod';

/** One environment variable: how its text is read, what it means, and whether it must never be shown. */
export interface Setting<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly meaning: string;
  readonly secret: boolean;
}

/** The variables that a service reads, by name. */
export type Settings = Readonly<Record<string, Setting>>;

/** What {@link loadConfig} makes of settings: the variables' names, with their values read. */
export type ConfigOf<S extends Settings> = { readonly [Name in keyof S]: z.output<S[Name]['schema']> };

/** Declares a variable. The schema gets the variable's text, or undefined when it's unset or empty. */
export function setting<S extends z.ZodType>(schema: S, meaning: string): Setting<S> {
  return { schema, meaning, secret: false };
}

/** Declares a variable whose value is left out of logs and errors. */
export function secretSetting<S extends z.ZodType>(schema: S, meaning: string): Setting<S> {
  return { schema, meaning, secret: true };
}

/** The variables that a process was given make no configuration. Every problem is named, no secret is. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Reads every setting from `env`, and freezes the result; throws {@link ConfigError} with all that is wrong. */
export function loadConfig<S extends Settings>(
  settings: S,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<S> {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, { schema, secret }] of Object.entries(settings)) {
    const given = env[name]?.trim();
    const parsed = schema.safeParse(given === '' ? undefined : given);
    if (parsed.success) config[name] = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => describe(name, given, secret, issue.message)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config) as ConfigOf<S>;
}

function describe(name: string, given: string | undefined, secret: boolean, message: string): string {
  if (given === undefined || given === '') return `${name} is not set: ${message}`;
  return secret ? `${name}: ${message}` : `${name}=${given}: ${message}`;
}

/** The configuration as a log may show it: secrets only as being set or not. */
export function redactedConfig<S extends Settings>(settings: S, config: ConfigOf<S>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, { secret }]) => [
      name,
      secret ? (config[name] === undefined ? 'unset' : 'set') : config[name],
    ]),
  );
}
