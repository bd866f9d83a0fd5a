import type { Service } from '@postrider/stack';

/** One line of numbers. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a service says about itself to Prometheus, read strictly by the text format 0.0.4. */
export class MetricsPage {
  /** By the family's name, as `# TYPE` has it. */
  readonly types = new Map<string, string>();
  readonly helps = new Map<string, string>();
  readonly samples: Sample[] = [];

  constructor(text: string) {
    if (!text.endsWith('\n')) throw new Error('the last line has no end');
    for (const line of text.split('\n')) if (line !== '') this.#read(line);
  }

  /** Every sample of a name whose labels are, among others, these. */
  all(name: string, labels: Readonly<Record<string, string>> = {}): readonly Sample[] {
    const wanted = Object.entries(labels);
    return this.samples.filter(
      (sample) => sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value),
    );
  }

  /** The sum over what {@link all} finds; undefined when that's nothing. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined {
    const found = this.all(name, labels);
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  }

  #read(line: string): void {
    const [, kind, family, rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line) ?? [];
    if (kind !== undefined && family !== undefined) {
      const known = kind === 'TYPE' ? this.types : this.helps;
      if (known.has(family)) throw new Error(`${kind} comes twice: ${line}`);
      if (kind === 'TYPE' && !/^(counter|gauge|histogram|summary|untyped)$/.test(rest))
        throw new Error(`no type: ${line}`);
      known.set(family, rest);
      return;
    }
    const [, name, labels = '', number] = SAMPLE.exec(line) ?? [];
    if (name === undefined || number === undefined) throw new Error(`not a line of the text format: ${line}`);
    const value = NUMBERS.get(number) ?? Number(number);
    if (Number.isNaN(value) && number !== 'Nan' && number !== 'NaN') throw new Error(`not a number: ${line}`);
    const pairs = [...labels.matchAll(LABEL)].map(([, key = '', text = '']) => [key, text] as const);
    this.samples.push({ name, labels: Object.fromEntries(pairs), value });
  }
}

const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(
  String.raw`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:${label})(?:,${label})*)\})? (\S+)(?: -?\d+)?$`,
);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/g;
const NUMBERS = new Map([
  ['+Inf', Infinity],
  ['-Inf', -Infinity],
]);

/** Asks a service for its metrics. */
export async function metricsOf({ address }: Service): Promise<MetricsPage> {
  const answer = await fetch(`${address}/metrics`);
  if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}`);
  return new MetricsPage(await answer.text());
}
