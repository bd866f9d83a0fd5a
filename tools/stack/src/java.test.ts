import { describe, expect, it } from '@jest/globals';
import { javaVersion } from './java.js';

describe('the version of a Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\njava version "21" 2023-09-19 LTS', 21],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "25-ea" 2025-09-16', 25],
  ])('is its feature release in %j', (output, version) => {
    expect(javaVersion(output)).toBe(version);
  });

  it('is unknown when something else answers', () => {
    expect(javaVersion('No Java runtime present, requesting install.')).toBeUndefined();
  });
});
