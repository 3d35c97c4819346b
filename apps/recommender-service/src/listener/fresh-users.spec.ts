import { BoundedCache } from '#common';
import { factorsAlone } from '../engines/fit-model.js';
import { modelInMemory } from '../../../../test/support/fixtures/model-in-memory.js';
import { FreshTable } from './fresh-users.js';
import type { FreshScores, FreshUser } from './fresh-users.js';

const model = modelInMemory({
  factors: 2,
  userIds: BigInt64Array.of(1n, 2n),
  songIds: BigInt64Array.of(7n, 8n),
  userFactors: Float32Array.of(1, 0, 0, 1),
  songFactors: Float32Array.of(1, 2, 3, 4),
  ...factorsAlone(2),
  played: {
    ...{ rows: 2, columns: 2, starts: Int32Array.of(0, 1, 2), indices: Int32Array.of(0, 0) },
    weights: Float32Array.of(1, 1),
  },
  listeners: Uint32Array.of(2, 0),
  isCold: new Uint8Array(2),
  devices: Uint8Array.of(1, 1),
});
const userOf = (userId: string, row: number, ...vector: number[]): FreshUser => ({
  ...{ userId, row, vector: Float32Array.from(vector) },
  history: { songs: new Int32Array(0), weights: new Float32Array(0) },
});

it('scores fresh users by their present vectors, newcomers too', async () => {
  const kept = new BoundedCache<FreshScores, number>();
  const [known, newcomer] = [userOf('2', 1, 1, 1), userOf('9', -1, 2, 0)];
  const before = new FreshTable([known, newcomer], model, kept);
  const later = new FreshTable([userOf('2', 1, 0, 3), newcomer], model, kept);
  const scoresOf = async (table: FreshTable): Promise<(number | undefined)[]> => {
    const scores = await table.scoresFor(1);
    return [1, 2].map((row) => scores.get(table.byRow.get(row)!));
  };
  expect(await scoresOf(before)).toEqual([7, 6]);
  expect(await scoresOf(later)).toEqual([12, 6]);
  expect(later.newcomerAt(2)).toBe('9');
});
