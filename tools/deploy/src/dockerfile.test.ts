import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defaultPorts, nodeFlags, repositoryRoot } from '@postrider/stack';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { z } from 'zod';

const text = readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8');
const dockerfile = DockerfileParser.parse(text);

/** The arguments of the last of a kind of instruction, as text. */
function last(keyword: string): string {
  const found = dockerfile.getInstructions().filter((one) => one.getKeyword() === keyword);
  return found.at(-1)?.getArgumentsContent() ?? '';
}

const Version = z.looseObject({ version: z.string(), license: z.string() });

describe('the Dockerfile', () => {
  it('passes a linter', () => {
    expect(validate(text)).toEqual([]);
  });

  it('builds on one image, pinned by a whole version', () => {
    const base = dockerfile.getInitialARGs().map((arg) => arg.getProperty()?.getValue());
    expect(base).toEqual([expect.stringMatching(/^node:24\.\d+\.\d+-[a-z]+-slim(@sha256:[0-9a-f]{64})?$/)]);
    expect(dockerfile.getFROMs().map((from) => from.getImage())).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}']);
  });

  it('runs as somebody without rights, by number, so that Kubernetes can tell', () => {
    expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('runs Node as a service is measured, and says where it listens', () => {
    expect(JSON.parse(last('ENTRYPOINT'))).toEqual(['node', ...nodeFlags]);
    expect(last('EXPOSE')).toBe(Object.values(defaultPorts).join(' '));
  });

  it('has the command line by its name, for whoever is inside', () => {
    const [, program = ''] = /ln -s \/app\/(\S+) \/usr\/local\/bin\/postrider/.exec(last('RUN')) ?? [];
    // What isn't said to be a script's, or may not be run, is none.
    const { mode } = statSync(join(repositoryRoot, program));
    expect((mode & 0o111).toString(8)).toBe('111');
    expect(readFileSync(join(repositoryRoot, program), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('says of itself what it is', () => {
    const { version, license } = Version.parse(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')));
    expect(last('LABEL')).toContain(`org.opencontainers.image.licenses="${license}"`);
    expect(text).toContain(`ARG VERSION=${version}\n`);
  });

  it('leaves secrets and what is installed here out of what it copies', () => {
    const ignored = readFileSync(join(repositoryRoot, '.dockerignore'), 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.env*', '**/node_modules', '.git', '.postrider']));
  });
});
