import fc from 'fast-check';
import { LineBuffer } from './line-buffer.js';

function written(write: (line: LineBuffer) => void, size?: number): { text: string; drains: number } {
  const parts: Buffer[] = [];
  const line = new LineBuffer((bytes) => parts.push(Buffer.from(bytes)), size);
  write(line);
  line.flush();
  return { text: Buffer.concat(parts).toString(), drains: parts.length };
}

describe('LineBuffer', () => {
  it('writes whole numbers as JavaScript prints them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), (value) => {
        expect(
          written((line) => {
            line.number(value);
          }).text,
        ).toBe(String(value));
      }),
    );
    for (const value of [0, 9, 10, -1, 4294967295, 4294967296, 42949672960]) {
      expect(
        written((line) => {
          line.number(value);
        }).text,
      ).toBe(String(value));
    }
  });

  it('hands on full blocks and loses no line', () => {
    const lines = Array.from({ length: 500 }, (_, i) => `${i} 歌曲`);
    const { text, drains } = written((line) => {
      for (const l of lines) {
        line.text(l);
        line.endLine();
      }
    }, 1000);
    expect(text).toBe(lines.map((l) => `${l}\n`).join(''));
    expect(drains).toBeGreaterThan(3);
  });
});
