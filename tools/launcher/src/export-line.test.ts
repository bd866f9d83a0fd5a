import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@postrider/stack';
import { exportLine } from './export-line.js';

const parts = {
  ingestion: 'http://127.0.0.1:8080',
  subscription: 'http://127.0.0.1:8081',
  adminKey: 'admin_…',
  brokers: '127.0.0.1:9092',
};

describe('the line for a second terminal', () => {
  it('is the one that the guide shows', () => {
    const guide = readFileSync(join(repositoryRoot, 'docs', 'guide.md'), 'utf8');
    expect(guide).toContain(`\n\`\`\`sh\n${exportLine(parts)}\n\`\`\`\n`);
  });

  it('gives a shell the key as it is, whatever the operator has chosen', () => {
    const adminKey = `it's "$HOME" \\ \`key\``;
    const echo = `${exportLine({ ...parts, adminKey })}; printf %s "$KEY"`;
    expect(execFileSync('sh', ['-c', echo]).toString()).toBe(adminKey);
  });
});
