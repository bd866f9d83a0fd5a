import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@postrider/stack';
import { FILES_WITH_IMAGES, imagesIn, withDigests } from './pin-images.js';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

describe('pinning images', () => {
  it('puts a digest behind each image that has one, again and again', () => {
    const text = 'ARG NODE_IMAGE=node:24.1.0-slim\n\n  image: grafana/grafana:12.0.0\n    image: postrider:0.1.0\n';
    expect(imagesIn(text)).toEqual(['node:24.1.0-slim', 'grafana/grafana:12.0.0']);
    const once = withDigests(text, new Map([['node:24.1.0-slim', digest('a')]]));
    expect(once).toBe(text.replace('-slim', `-slim@${digest('a')}`));
    expect(imagesIn(once)).toEqual(imagesIn(text));
    expect(withDigests(once, new Map([['node:24.1.0-slim', digest('b')]]))).toBe(
      text.replace('-slim', `-slim@${digest('b')}`),
    );
  });

  it('finds every image of others’ that is deployed', () => {
    const found = FILES_WITH_IMAGES.map((file) => imagesIn(readFileSync(join(repositoryRoot, file), 'utf8')));
    expect(found.map((images) => images.length > 0)).toEqual(found.map(() => true));
    const names = found.flat().map((image) => image.replace(/:.*/, ''));
    expect([...new Set(names)].sort()).toEqual([
      'apache/kafka',
      'grafana/grafana',
      'node',
      'postgres',
      'prom/prometheus',
    ]);
  });
});
