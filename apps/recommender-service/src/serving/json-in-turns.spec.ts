import { text } from 'node:stream/consumers';
import { countingTurns } from '../../../../test/support/fixtures/counting-turns.js';
import { jsonInTurns, TOGETHER } from './json-in-turns.js';

const entries = Array.from({ length: 5 * TOGETHER + 1 }, (_, n) => ({ n, text: `"${n}\n演` }));

describe('JSON in turns', () => {
  it.each([0, 1, TOGETHER, entries.length])(
    'writes the JSON of %i entries, a few in each turn',
    async (length) => {
      const list = entries.slice(0, length);
      let largest = 0;
      const written = await countingTurns(async (turn) => {
        const perTurn = new Map<number, number>();
        const counted = list.map((entry) => ({
          toJSON: () => {
            perTurn.set(turn(), (perTurn.get(turn()) ?? 0) + 1);
            largest = Math.max(...perTurn.values());
            return entry;
          },
        }));
        return await text(jsonInTurns('users', counted).getStream());
      });
      expect(JSON.parse(written)).toEqual({ users: list });
      expect(largest).toBeLessThanOrEqual(TOGETHER);
    },
  );
});
