interface Reference {
  readonly from: string;
  readonly to: string;
}

/** What became of a reference: the pointer to the schema that it names, or why there is none. */
export type Resolved = { readonly kind: 'found'; readonly target: string } | { readonly kind: 'nowhere' | 'outside' };

/** The schemas of one document, each known by its JSON Pointer, and how they lead to each other. */
export class SchemaReferences {
  /** The pointer of each schema, by that pointer, and by its anchor with a # in front. */
  readonly #schemas = new Map<string, string>();
  /** From each schema to those that are applied to the very same value. */
  readonly #inPlace = new Map<string, string[]>();

  addSchema(pointer: string): void {
    this.#schemas.set(pointer, pointer);
  }

  addAnchor(name: string, pointer: string): void {
    this.#schemas.set(`#${name}`, pointer);
  }

  /** Says that where `from` is applied to a value, `to` is applied to it too. */
  addInPlace({ from, to }: Reference): void {
    const applied = this.#inPlace.get(from);
    if (applied) applied.push(to);
    else this.#inPlace.set(from, [to]);
  }

  /** Follows a `$ref`; to be called when all schemas are known. Nothing but a schema of this document can be found. */
  resolve({ from, to }: Reference): Resolved {
    const target = this.#schemas.get(nameOf(to));
    if (target === undefined) return { kind: to.startsWith('#') ? 'nowhere' : 'outside' };
    this.addInPlace({ from, to: target });
    return { kind: 'found', target };
  }

  /** Schemas that lead back to themselves without going into the data, one for each circle; such a check never ends. */
  circles(): string[] {
    const found: string[] = [];
    const state = new Map<string, 'open' | 'done'>();
    for (const start of this.#inPlace.keys()) {
      // Depth first, with a stack of its own: a chain of references may be longer than the one for calls.
      const open = state.has(start) ? [] : [this.#enter(start, state)];
      for (let step = open.at(-1); step; step = open.at(-1)) {
        const next = step.ahead.pop();
        if (next === undefined) {
          state.set(step.pointer, 'done');
          open.pop();
        } else if (state.get(next) === 'open') found.push(next);
        else if (state.get(next) === undefined) open.push(this.#enter(next, state));
      }
    }
    return found;
  }

  #enter(pointer: string, state: Map<string, 'open' | 'done'>): { pointer: string; ahead: string[] } {
    state.set(pointer, 'open');
    return { pointer, ahead: [...(this.#inPlace.get(pointer) ?? [])] };
  }
}

/** What a reference names, in the form that schemas are known by; something that none is known by, if it leads out. */
function nameOf(reference: string): string {
  if (!reference.startsWith('#/')) return reference === '#' ? '' : reference;
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return reference;
  }
}
