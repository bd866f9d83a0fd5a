import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reasonOf, repositoryRoot } from '@postrider/stack';

const run = promisify(execFile);

/** Where images of others are named, for whoever wants them pinned by digest. */
export const FILES_WITH_IMAGES = [
  'Dockerfile',
  'docker-compose.yml',
  'k8s/overlays/local/kafka.yaml',
  'k8s/overlays/local/postgres.yaml',
] as const;

/** `image: a/b:1.2` and `ARG NODE_IMAGE=a/b:1.2`, with a digest or without. */
const IMAGE =
  /((?:^|\n)(?:ARG NODE_IMAGE=|\s+image: ))([a-z0-9][a-z0-9./_-]*:[A-Za-z0-9._-]+)(@sha256:[0-9a-f]{64})?(?=\n)/g;

/** Of the images that a text names, those that are others': ours has no digest before it's built. */
export const imagesIn = (text: string): string[] =>
  [...text.matchAll(IMAGE)].flatMap(([, , image = '']) => (image.startsWith('postrider:') ? [] : [image]));

/** A text with the digest of each image that there is one for, in place of any that it had. */
export function withDigests(text: string, digests: ReadonlyMap<string, string>): string {
  return text.replaceAll(IMAGE, (whole: string, before: string, image: string) => {
    const digest = digests.get(image);
    return digest === undefined ? whole : `${before}${image}@${digest}`;
  });
}

/** A registry is asked by docker with buildx; that takes no engine. */
async function digestOf(image: string): Promise<string> {
  const { stdout } = await run('docker', [
    'buildx',
    'imagetools',
    'inspect',
    '--format',
    '{{.Manifest.Digest}}',
    image,
  ]);
  return stdout.trim();
}

/**
 * Writes the digest of every image of others' behind its tag, all of them or none, and answers them; throws when a registry
 * can't be asked.
 */
export async function pinImages(): Promise<string[]> {
  const paths = FILES_WITH_IMAGES.map((file) => join(repositoryRoot, file));
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  const digests = new Map<string, string>();
  for (const image of new Set(texts.flatMap(imagesIn))) {
    const digest = await digestOf(image).catch((error: unknown) => {
      throw new Error(`Nothing is pinned, since the registry of ${image} can’t be asked: ${reasonOf(error)}`);
    });
    digests.set(image, digest);
  }
  await Promise.all(paths.map((path, index) => writeFile(path, withDigests(texts[index] ?? '', digests))));
  return [...digests].map(([image, digest]) => `${image}@${digest}`);
}
