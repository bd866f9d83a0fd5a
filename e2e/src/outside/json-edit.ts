/** A change of a JSON text that no value could have: another value there may be any text. `at` counts its values, round and round. */
export type JsonChange =
  | { readonly kind: 'value'; readonly at: number; readonly json: string }
  | { readonly kind: 'member'; readonly at: number; readonly name: string; readonly json: string }
  | { readonly kind: 'missing'; readonly at: number }
  | { readonly kind: 'suffix'; readonly at: number; readonly text: string };

interface Holder {
  readonly root: unknown;
}

type Place = readonly [holder: object, name: string];

/** A JSON text under change. What is put in is kept apart, and stands in it as a text until it's written. */
export class JsonEdit {
  readonly #document: Holder;
  readonly #raw: string[] = [];

  constructor(json: string) {
    this.#document = { root: JSON.parse(json) as unknown };
  }

  make(change: JsonChange): void {
    const places = [...placesIn(this.#document)];
    const [holder, name] = places[change.at % places.length] ?? [this.#document, 'root'];
    const value: unknown = Reflect.get(holder, name);
    switch (change.kind) {
      case 'value':
        put(holder, name, this.#standIn(change.json));
        break;
      case 'member':
        if (typeof value === 'object' && value !== null) put(value, change.name, this.#standIn(change.json));
        else put(holder, name, this.#standIn(change.json));
        break;
      case 'missing':
        if (name !== 'root') Reflect.deleteProperty(holder, name);
        break;
      case 'suffix':
        if (typeof value === 'string' && !value.startsWith(MARK)) put(holder, name, value + change.text);
        break;
    }
  }

  toString(): string {
    const text = JSON.stringify(this.#document.root);
    return text.replace(STAND_IN, (_all, index: string) => this.#raw[Number(index)] ?? 'null');
  }

  #standIn(json: string): string {
    return `${MARK}${this.#raw.push(json) - 1}`;
  }
}

const MARK = 'stands-in-';
const STAND_IN = /"stands-in-(\d+)"/g;

function* placesIn(holder: object): Generator<Place> {
  for (const [name, value] of Object.entries(holder)) {
    yield [holder, name];
    if (typeof value === 'object' && value !== null) yield* placesIn(value as object);
  }
}

/** Also under a name by which JavaScript means something else. */
const put = (holder: object, name: string, value: unknown): void => {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
};
