import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeXml } from './escape-xml.js';

describe('text in an SVG', () => {
  it('has nothing that ends or begins anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.toMatch(/[<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
        expect(escaped.replaceAll(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });

  it('is the same to whoever reads it', () => {
    expect(escapeXml('a <b> & "c" – d')).toBe('a &lt;b&gt; &amp; &quot;c&quot; – d');
  });
});
