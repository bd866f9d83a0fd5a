/** What a run ends with, for scripts: stable, and documented in docs/cli.md from here. */
export const exitCodes = {
  done: { code: 0, meaning: 'It is done.' },
  failed: {
    code: 1,
    meaning: 'Postrider refused it, or it could be done in part alone: what is said on stderr tells.',
  },
  misused: { code: 2, meaning: 'The command line, a variable or the profile makes no sense. Nothing was asked for.' },
  unreachable: { code: 3, meaning: 'A service, Kafka or Postgres gave no answer, or said that it is away.' },
  unhealthy: { code: 4, meaning: '`doctor` found something wrong.' },
  stopped: { code: 130, meaning: 'It was stopped (Ctrl-C) before it was done. `tail` and `listen` end with 0 then.' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;
