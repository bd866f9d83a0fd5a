// Compiles one project's src/ to dist/, file by file, with the same compiler and settings that the tests use.
// Types are checked apart, over the whole repository at once (`npm run types`): checking them here, project by
// project, would read Nest's and TypeORM's declarations a dozen times and cost a fresh `npm start` a minute.
import { transformFile } from '@swc/core';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const project = process.argv[2];
const source = join(project, 'src');
const target = join(project, 'dist');

await rm(target, { recursive: true, force: true });
const entries = await readdir(source, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

await Promise.all(
  files
    .filter((file) => !file.endsWith('.test.ts'))
    .map(async (file) => {
      const out = join(target, relative(source, file));
      await mkdir(dirname(out), { recursive: true });
      if (!file.endsWith('.ts')) return cp(file, out);
      const script = out.replace(/\.ts$/, '.js');
      const { code, map } = await transformFile(file, { cwd: process.cwd() });
      await writeFile(script, `${code}//# sourceMappingURL=${script.split('/').pop()}.map\n`);
      await writeFile(`${script}.map`, map);
    }),
);
