import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deployment, type Answered, type Api } from '@postrider/outside';
import { ownEnvironment, repositoryRoot } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import fc from 'fast-check';
import { mistakes, withMistakes } from './outside/bad-request.js';
import { faultsBy, undocumented } from './outside/document-check.js';
import { ExampleWorld, type Names } from './outside/example-world.js';
import {
  openApiOf,
  operationsOf,
  problemSchemaOf,
  pathOf,
  type ApiOperation,
  type BodyForm,
  type Schema,
} from './outside/open-api-operations.js';

/** The same requests on every run; API_INPUT_SEED=n tries others. What fails is printed with its seed. */
const SEED = Number(ownEnvironment.API_INPUT_SEED ?? 20_260_301);
/** How many bad requests each operation gets, however long they take; API_INPUT_SECONDS=n sends as many more, by other seeds, as fit in. */
const RUNS = 20;
const SECONDS = Number(ownEnvironment.API_INPUT_SECONDS ?? 0);

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000 + 2000 * SECONDS);

const APIS: readonly Api[] = ['ingestion', 'subscription'];

let postrider: Deployment;
let world: ExampleWorld;
let operations: readonly ApiOperation[];
let problem: Schema;
let codes: ReadonlySet<string>;

beforeAll(async () => {
  postrider = await Deployment.start();
  world = await ExampleWorld.make(postrider);
  const documents = await Promise.all(APIS.map((api) => openApiOf(postrider.client, api)));
  operations = APIS.flatMap((api, index) => operationsOf(documents[index] ?? {}, api));
  problem = problemSchemaOf(documents[0] ?? {});
  const listed = await readFile(join(repositoryRoot, 'docs', 'problems.md'), 'utf8');
  codes = new Set([...listed.matchAll(/^\| `(\w+)` /gm)].map(([, code]) => code ?? ''));
});
afterAll(() => postrider.stop());

/** What is sent, in all its parts as they stand in the document, but for the names that stand for what is here. */
interface Sent {
  readonly path: string;
  readonly body?: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** An operation's example with the required parameters, and one that isn't where it's named. */
async function exampleOf(operation: ApiOperation, form: BodyForm | undefined, parameter?: string): Promise<Sent> {
  const names = await world.madeFor(operation, parameter);
  const path = pathWith(operation, names);
  const given = operation.parameters.find(({ name }) => name === parameter);
  const value = given && String(await valueOf(operation, path, given.name, world.real(given.example, names)));
  return {
    path: given?.in === 'query' ? `${path}?${given.name}=${encodeURIComponent(value ?? '')}` : path,
    ...(form && { body: JSON.stringify(world.real(form.example, names)) }),
    headers: {
      ...(form && { 'content-type': form.mediaType }),
      ...(given?.in === 'header' && { [given.name]: value ?? '' }),
    },
  };
}

/** Some things are only known when the time comes: what a list gives as its cursor, how a thing is at present, and which key is new. */
async function valueOf(
  { id, api, method }: ApiOperation,
  path: string,
  name: string,
  example: unknown,
): Promise<unknown> {
  if (name === 'cursor') {
    // What operations before this one did may be under way still: of all that is listed there are two in the end.
    return eventually(`a second page of ${path}`, async () => {
      const page = (await postrider.client.ask(api, 'GET', `${path}?limit=1`)).json as { nextCursor: unknown };
      return page.nextCursor ?? undefined;
    });
  }
  const isTag = name === 'if-match' || (name === 'if-none-match' && method === 'GET');
  if (isTag) return (await postrider.client.ask(api, 'GET', path)).headers.get('etag');
  return name === 'idempotency-key' ? `${String(example)}-${id}` : example;
}

function pathWith(operation: ApiOperation, names: Names): string {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  return pathOf(
    operation,
    Object.fromEntries(inPath.map(({ name, example }) => [name, names[name] ?? String(world.real(example, names))])),
  );
}

const send = ({ api, method }: ApiOperation, { path, body, headers }: Sent): Promise<Answered> =>
  postrider.client.ask(api, method, path, { body, headers });

describe('an operation', () => {
  it('has an example of each parameter, body and answer, which its own schema takes', () => {
    const wrong = operations.flatMap(({ id, parameters, bodies, successes }) => {
      const answers = [...successes.values()].flatMap((form) => form ?? []);
      const placed = [
        ...parameters.map(({ name, schema, example }) => [name, schema, example] as const),
        ...[...bodies, ...answers].map(({ mediaType, schema, example }) => [mediaType, schema, example] as const),
      ];
      return placed.flatMap(([place, schema, example]) =>
        (example === undefined ? ['no example'] : faultsBy(schema, example)).map(
          (fault) => `${id}, ${place}: ${fault}`,
        ),
      );
    });
    expect(wrong).toEqual([]);
  });

  it('does what its examples ask for, and answers as it says', async () => {
    const wrong: string[] = [];
    for (const operation of operations) {
      const seen = new Set<number>();
      const optional = operation.parameters.filter((parameter) => parameter.in !== 'path').map(({ name }) => name);
      const [first, ...others] = operation.bodies;
      const sent = [
        ...[undefined, ...optional].map((parameter) => ({ form: first, parameter })),
        ...others.map((form) => ({ form, parameter: undefined })),
      ];
      for (const { form, parameter } of sent) {
        const answered = await send(operation, await exampleOf(operation, form, parameter));
        seen.add(answered.status);
        const faults = operation.successes.has(answered.status)
          ? undocumented(operation, problem, codes, answered)
          : [`${answered.status} ${answered.body.toString('utf8')}`];
        wrong.push(
          ...faults.map((fault) => `${operation.id} with ${parameter ?? form?.mediaType ?? 'nothing'}: ${fault}`),
        );
      }
      const unseen = [...operation.successes.keys()].filter((status) => !seen.has(status));
      wrong.push(...unseen.map((status) => `${operation.id} never answered ${status}`));
    }
    expect(wrong).toEqual([]);
  });

  it(`answers as it says whatever it is asked (seed ${SEED})`, async () => {
    const endsAt = performance.now() + 1000 * SECONDS;
    for (const [index, operation] of operations.entries()) {
      let names = await world.madeFor(operation);
      const property = fc.asyncProperty(mistakes(operation), fc.nat(9), async (wrong, form) => {
        const bodies = operation.bodies.map(({ mediaType, example }) => ({
          mediaType,
          json: JSON.stringify(world.real(example, names)),
        }));
        // What is wrong with the path comes first: what is left of its names is filled in.
        const request = withMistakes({ path: operation.path, bodies }, form, wrong);
        const path = pathWith({ ...operation, path: request.path }, names);
        const answered = await send(operation, { ...request, path });
        // What was done in spite of all that may have used up what it was done to.
        if (answered.status < 300 && world.usesUp(operation)) names = await world.madeFor(operation);
        expect([operation.id, undocumented(operation, problem, codes, answered)]).toEqual([operation.id, []]);
      });
      const overAt = performance.now() + (endsAt - performance.now()) / (operations.length - index);
      let seed = SEED;
      do await fc.assert(property, { seed: seed++, numRuns: RUNS });
      while (performance.now() < overAt);
    }
  });
});
