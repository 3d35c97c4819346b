import fc from 'fast-check';
import { excessOf } from './json-bounds.js';
import type { JsonBounds } from './json-bounds.js';

const bounds = { depth: 4, values: 20 };
const excess = (text: string) => excessOf(Buffer.from(text), bounds);

describe('excessOf', () => {
  it.each([
    ['[[[[1]]]]', null],
    ['[[[[[1]]]]]', 'is nested more than 4 levels deep'],
    ['[[[[{"a":1}]]]]', 'is nested more than 4 levels deep'],
    ['[[[[]]],[[[]]],{"a":{"b":{"c":1}}}]', null],
    [`[${'1,'.repeat(19)}1]`, null],
    [`[${'1,'.repeat(21)}1]`, 'holds more than 20 values'],
    [`[${'[],'.repeat(22)}1]`, 'holds more than 20 values'],
    [`[${'[1],'.repeat(12)}1]`, 'holds more than 20 values'],
    [`[${'[ ],{\n},'.repeat(9)}1]`, null],
    ['{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}', null],
    ['[{"a":1,"b":1,"c":1},{"d":1,"e":1,"f":1},{"g":1}]', null],
    [`"${'[{:,'.repeat(100)}"`, null],
    [`["${'\\"[[[[[[,,,,::::'.repeat(10)}",1]`, null],
    ['"\\\\",[[[[[1]]]]]', 'is nested more than 4 levels deep'],
    ['', null],
    ['"', null],
    ['"\\', null],
    [']]]]}}}', null],
  ])('says of %s: %s', (text, expected) => {
    expect(excess(text)).toBe(expected);
  });

  it('counts depth and values of any JSON as a walk through it does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const fits = sizeOf(JSON.parse(text));
        const { depth } = fits;
        expect(excessOf(Buffer.from(text), fits)).toBeNull();
        if (depth > 0) expect(excessOf(Buffer.from(text), { ...fits, depth: depth - 1 })).toContain('deep');
      }),
    );
  });
});

function sizeOf(value: unknown): JsonBounds {
  if (typeof value !== 'object' || value === null) return { depth: 0, values: 1 };
  const inner = Object.values(value).map(sizeOf);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: inner.reduce((sum, { values }) => sum + values, 1),
  };
}
