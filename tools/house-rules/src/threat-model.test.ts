import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@postrider/stack';

const textOf = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');

const [, section = ''] = textOf('SECURITY.md').split(/<!-- \/?threats -->/);
const hops = section.split(/^### /m).slice(1);
const threats = [...section.matchAll(/^\| ([STRIDE]) +\| (.+?) +\| .+? +\| `(.+?)`: “(.+)” +\|$/gm)].map(
  ([, kind = '', threat = '', file = '', title = '']) => ({ kind, threat, file, title }),
);

describe('the threat model', () => {
  it('has a test for every threat that it lists, for every hop', () => {
    expect(threats.length).toBe(section.split('\n').filter((line) => /^\| [STRIDE] /.test(line)).length);
    expect(hops.length).toBeGreaterThanOrEqual(5);
    expect(new Set(threats.map(({ kind }) => kind))).toEqual(new Set('STRIDE'));
  });

  it.each(threats)('shows what holds this: $threat', ({ file, title }) => {
    const titles = [...textOf(file).matchAll(/\bit(?:\.each\([^]*?\))?\(\s*(['"`])(.+?)\1,/g)].map(
      ([, , each]) => each,
    );
    expect(titles).toContain(title);
  });
});
