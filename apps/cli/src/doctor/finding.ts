/** What one check found. */
export interface Finding {
  /** What was looked at: stable, for programs. */
  readonly check: string;
  /** warning: it works, and won't for ever; skipped: it couldn't be looked at. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly detail: string;
  /** What to do about it; absent where there is nothing to do. */
  readonly action?: string;
}

export const ok = (check: string, detail: string): Finding => ({ check, status: 'ok', detail });

export const warning = (check: string, detail: string, action: string): Finding => ({
  check,
  status: 'warning',
  detail,
  action,
});

export const failed = (check: string, detail: string, action: string): Finding => ({
  check,
  status: 'failed',
  detail,
  action,
});

export const skipped = (check: string, detail: string, action: string): Finding => ({
  check,
  status: 'skipped',
  detail,
  action,
});
