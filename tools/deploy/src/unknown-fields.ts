import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';
import ts from 'typescript';
import { titleOf, type KubernetesObject } from './kubernetes-object.js';
import { moduleOf } from './known-schemas.js';

const FILE = join(repositoryRoot, 'tools', 'deploy', 'src', 'objects-at-hand.ts');

/**
 * What stands in an object although its API knows no such field. The schemas that Kubernetes publishes let any field pass, and
 * so does the cluster, which drops it: a misspelled `securityContext` would be none. The types of the same package don't.
 */
export function unknownFields(objects: readonly KubernetesObject[]): string[] {
  const distinct = [...new Map(objects.map((object) => [JSON.stringify(object), object])).values()];
  const typed = distinct.flatMap((object) => {
    const from = moduleOf(object);
    return from === undefined ? [] : [{ object, from }];
  });
  const kinds = [...new Set(typed.map(({ from }) => from))];
  const lines = [
    ...kinds.map((from, index) => `import type { I${from.split('/').at(-1) ?? ''} as T${index} } from '${from}';`),
    ...typed.map(
      ({ object, from }, index) =>
        `export const _${index} = ${JSON.stringify(object)} satisfies T${kinds.indexOf(from)};`,
    ),
  ];
  return errorsIn(lines.join('\n')).map(({ line, message }) => {
    const at = typed[line - kinds.length]?.object;
    return at ? `${titleOf(at)}: ${message}` : message;
  });
}

/** What the compiler has against a text, as if it were a file of this folder; there is none on the disk. */
function errorsIn(text: string): { readonly line: number; readonly message: string }[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2023.d.ts'],
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === FILE || disk.fileExists(name),
    getSourceFile: (name, ...rest) =>
      name === FILE ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023) : disk.getSourceFile(name, ...rest),
  };
  const program = ts.createProgram([FILE], options, host);
  const file = program.getSourceFile(FILE);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    ({ messageText, start = 0 }) => ({
      line: file?.getLineAndCharacterOfPosition(start).line ?? 0,
      message: ts.flattenDiagnosticMessageText(messageText, ' '),
    }),
  );
}
