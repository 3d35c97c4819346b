import fc from 'fast-check';
import { LineReader } from './line-reader.js';
import { PLAY_FORMAT } from './log-formats.js';
import { maskedLine, withoutAddresses } from './masked-line.js';

const masked = (text: string): string => {
  const bytes = Buffer.from(text);
  return maskedLine(bytes, 0, bytes.length);
};

describe('maskedLine', () => {
  it('shows the shape of a line and nothing of its content', () => {
    expect(masked('168547035\tar\t2835290\t2\t江南Style(纽约版)\tPsy\t111>=(203.0.113.7)TM\t0\t0')).toBe(
      '999999999→aa→9999999→9→字字aaaaa(字字字)→aaa→999>=(999.9.999.9)aa→9→9',
    );
    expect(masked('168014864     a0:b1:c2:d3:e4:f5')).toBe('999999999     a9:a9:a9:a9:a9:a9');
    expect(masked('x'.repeat(500))).toBe(`${'a'.repeat(160)}…`);
  });

  it('leaves no digit and no letter of any line', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 900 }), fc.nat(50), (bytes, start) => {
        const shown = maskedLine(Buffer.from(bytes), Math.min(start, bytes.length), bytes.length);
        expect(shown).toMatch(/^[9a字→·…\ufffd !-/:-@[-`{-~]*$/u);
      }),
    );
  });
});

describe('samples of a log', () => {
  const address = fc.ipV4();
  const hardware = fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 })
    .map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':'));

  it('hold no address and no hardware id, wherever in the line they stood', () => {
    const field = fc.oneof(address, hardware, fc.string(), fc.constant('12'));
    const line = fc.array(field, { minLength: 1, maxLength: 11 }).map((fields) => fields.join('\t'));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const reader = new LineReader(PLAY_FORMAT, () => undefined);
        reader.push(Buffer.from(lines.join('\n')));
        reader.finish(false);
        for (const sample of Object.values(reader.tally.samples()).flat()) {
          expect(sample).not.toMatch(/[0-8b-zA-Z]/);
        }
      }),
    );
  });

  it('are three of each reason and rule, of their own lines', () => {
    const reader = new LineReader(PLAY_FORMAT, () => undefined);
    const lines = ['77', 'x\ty', ...Array.from({ length: 5 }, (_, i) => `${i}\tar\t0\t0\tt\ts\t5\t200\t0`)];
    reader.push(Buffer.from(`${lines.join('\n')}\n`));
    reader.finish(false);
    expect(reader.tally.samples()).toEqual({
      count_line: ['99'],
      too_few_fields: ['a→a'],
      song_id_unknown: Array.from({ length: 3 }, () => '9→aa→9→9→a→a→9→999→9'),
    });
  });
});

it.each([
  ['111>=(10.1.22.3)TM', '111>=(99.9.99.9)TM'],
  ['from ::ffff:1.2.3.4 and 2001:db8::8a2e:370:7334.', 'from ::aaaa:9.9.9.9 and 9999:aa9::9a9a:999:9999.'],
  ['02:42:AC:11:00:02|02-42-ac-11-00-02', '99:99:aa:99:99:99|99-99-aa-99-99-99'],
  // Times, dates, decimals and ids stay.
  [
    '2017-04-01T10:11:12.345Z 12.5 3f2504e0-4f89-11d3-9a0c',
    '2017-04-01T10:11:12.345Z 12.5 3f2504e0-4f89-11d3-9a0c',
  ],
])('masks addresses alone in %s', (text, masked) => {
  expect(withoutAddresses(text)).toBe(masked);
});
