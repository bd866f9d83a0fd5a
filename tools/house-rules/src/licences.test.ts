import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@postrider/stack';
import satisfies from 'spdx-satisfies';

/** What may be shipped in a product under Apache-2.0 without a duty beyond naming it. */
const FREE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
];

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

const { packages } = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const shipped = Object.entries(packages).filter(
  ([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link,
);

const isFree = (license: string | undefined): boolean => license !== undefined && satisfies(license, FREE);

describe('what ships', () => {
  it('is under free licences', () => {
    expect(shipped.length).toBeGreaterThan(100);
    const others = shipped.flatMap(([path, { license }]) => (isFree(license) ? [] : [[path, license]]));
    expect(others).toEqual([]);
  });

  it.each(['SSPL-1.0', 'Elastic-2.0', 'GPL-3.0-only', 'MIT AND GPL-2.0-only', undefined])(
    'may not be %s',
    (license) => {
      expect(isFree(license)).toBe(false);
    },
  );
});
