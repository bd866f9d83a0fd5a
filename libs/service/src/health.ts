/** A condition, by name: true where it holds. */
export type Conditions = Readonly<Record<string, () => boolean>>;

/** How a service is, as probes see it. */
export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

/**
 * Whether the process should live and whether it should get work. Live: it makes progress; replacing it would help
 * otherwise. Ready: its first duty works.
 */
export class Health {
  #stopping = false;

  constructor(
    private readonly aliveWhen: Conditions,
    private readonly readyWhen: Conditions,
  ) {}

  /** From now on it isn't ready: others should take over before it goes. */
  stopping(): void {
    this.#stopping = true;
  }

  live(): HealthReport {
    return report(this.aliveWhen);
  }

  ready(): HealthReport {
    return report({ ...this.readyWhen, staying: () => !this.#stopping });
  }
}

function report(conditions: Conditions): HealthReport {
  const checks = Object.fromEntries(Object.entries(conditions).map(([name, holds]) => [name, holds()]));
  return { ok: Object.values(checks).every(Boolean), checks };
}
