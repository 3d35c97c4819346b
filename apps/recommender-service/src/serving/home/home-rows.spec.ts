import fc from 'fast-check';
import { NOTHING_KNOWN } from '../../answers/constraints/constraints.js';
import { ROW_KINDS } from './home.dto.js';
import { fillRows } from './home-rows.js';
import { runs } from '../../../../../test/support/drawn.js';

const songIds = fc.array(fc.nat({ max: 60 }).map(String), { maxLength: 80 });
const row = fc.record({ kind: fc.constantFrom(...ROW_KINDS), songIds });

it('shows no song twice, in no row more than asked for, and gives a row what the rows above leave it', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), fc.integer({ min: 1, max: 50 }), (rows, limit) => {
      const filled = fillRows(rows, limit, null, () => NOTHING_KNOWN);
      const all = filled.flatMap((each) => each.songIds);
      expect(new Set(all).size).toBe(all.length);
      for (const each of filled) expect(each.songIds.length).toBeLessThanOrEqual(limit);
      const above = new Set<string>();
      for (const each of rows) {
        const left = [...new Set(each.songIds)].filter((songId) => !above.has(songId)).slice(0, limit);
        for (const songId of left) above.add(songId);
      }
      expect(all).toEqual([...above]);
    }),
    { numRuns: runs(500) },
  );
});
