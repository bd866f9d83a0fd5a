import { describe, expect, it } from '@jest/globals';
import { withSection } from './marked-section.js';

describe('a marked section', () => {
  it('is replaced, and nothing else is', () => {
    const text = 'before\n<!-- flow -->\nold\n<!-- /flow -->\nafter';
    const once = withSection(text, 'flow', 'new');
    expect(once).toBe('before\n<!-- flow -->\n\nnew\n\n<!-- /flow -->\nafter');
    expect(withSection(once, 'flow', 'new')).toBe(once);
  });

  it('has to be there', () => {
    expect(() => withSection('<!-- flow -->', 'flow', 'new')).toThrow('<!-- flow -->');
  });
});
