import fc from 'fast-check';
import { RawFields, utf8Text } from '../formats/raw-fields.js';
import { KnownFields } from './known-fields.js';
import { runs } from '../../../../test/support/drawn.js';

/** A record of texts, of which undefined is absent, as bytes one after the other. */
function recordOf(texts: readonly (string | undefined)[]): RawFields {
  const record = new RawFields(utf8Text);
  const bytes = Buffer.from(texts.join(''));
  record.bytes = bytes;
  let at = 0;
  for (const text of texts) {
    const length = Buffer.byteLength(text ?? '');
    record.push(text === undefined ? -1 : at, at + length);
    at += length;
  }
  return record;
}

const madeOf = (record: RawFields): string => JSON.stringify([record.value(2), record.value(0)]);

it('gives what was made of the same bytes, and makes that of others', () => {
  const field = fc.option(fc.string({ maxLength: 2, unit: fc.constantFrom('a', 'b') }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field, field)), (records) => {
      let made = 0;
      const known = new KnownFields([2, 0, 7], (record) => {
        made++;
        return madeOf(record);
      });
      const expected = records.map((texts) => madeOf(recordOf(texts)));
      expect(records.map((texts) => known.of(recordOf(texts)))).toEqual(expected);
      expect(made).toBe(new Set(expected).size);
    }),
    { numRuns: runs(20) },
  );
});

it('finds what was made before the table has grown', () => {
  let made = 0;
  const known = new KnownFields([0], () => made++);
  const records = Array.from({ length: 5_000 }, (_, n) => recordOf([String(n)]));
  for (const again of [false, true])
    records.forEach((record, n) => expect([again, known.of(record)]).toEqual([again, n]));
});

it('goes on where it has no room, and with a field of any length', () => {
  const known = new KnownFields([2, 0], madeOf);
  const long = recordOf(['x'.repeat(70_000), '', 'y']);
  for (let n = 0; n < 140_000; n++) {
    const record = recordOf([String(n), 'other', 'text']);
    if (known.of(record) !== `["text","${n}"]`) throw new Error(`Another value of ${n}.`);
  }
  for (const record of [recordOf(['7', '', 'text']), long, long])
    expect(known.of(record)).toBe(madeOf(record));
});
