import { FeatureTable } from '../dataset/feature-table.js';
import { byRank, changesOf, eligibleUsers } from './choose-members.js';

/** Users with their numbers, ascending. */
const table = (rows: [user: number, ...numbers: number[]][]): FeatureTable =>
  new FeatureTable(
    BigInt64Array.from(rows, ([user]) => BigInt(user)),
    Float64Array.from(rows.flatMap(([, ...numbers]) => numbers)),
  );

const NOBODY = table([]);
const TODAY = 100;

function run(
  candidates: [user: number, probability: number, rank: number, enters: number, stays: number][],
  members: [user: number, since: number][],
  {
    limit,
    minimumDays = 0,
    barred = NOBODY,
  }: { limit?: number; minimumDays?: number; barred?: FeatureTable } = {},
) {
  const before = table(members);
  const eligible = byRank(eligibleUsers(table(candidates), before, { barred, today: TODAY, minimumDays }));
  const { entered, left } = changesOf(eligible.slice(0, limit), { eligible, members: before, barred });
  return {
    entered: entered.map(({ userId }) => Number(userId)),
    left: Object.fromEntries(left.map(({ userId, reason }) => [Number(userId), reason])),
  };
}

describe('members', () => {
  it('enter by one threshold, and leave by another', () => {
    expect(
      run(
        [
          [9, 0.8, 0.8, 1, 1],
          [1, 0.57, 0.57, 0, 1],
          [2, 0.57, 0.57, 0, 1],
          [3, 0.65, 0.65, 1, 1],
        ],
        [
          [2, 90],
          [3, 90],
          [4, 90],
        ],
      ),
    ).toEqual({ entered: [9], left: { 4: 'left' } });
  });

  it('stay for the minimum, scored or not, unless they are excluded or suppressed', () => {
    const members: [number, number][] = [
      [1, 95],
      [2, 93],
      [3, 95],
      [4, 95],
    ];
    const barred = table([[4, 0]]);
    const candidates: [number, number, number, number, number][] = [
      [1, 0.1, 0.1, 0, 0],
      [2, 0.1, 0.1, 0, 0],
      [4, 0.9, 0.9, 1, 1],
      [5, 0.1, 0.1, 0, 0],
    ];
    expect(run(candidates, members, { minimumDays: 7, barred })).toEqual({
      entered: [],
      left: { 2: 'left', 4: 'excluded' },
    });
    expect(run([[4, 0.9, 0.9, 1, 1]], [], { barred })).toEqual({ entered: [], left: {} });
  });

  it('are those of the highest rank up to the limit, after those within their minimum stay', () => {
    const candidates: [number, number, number, number, number][] = [
      [4, 0.7, 0.7, 1, 1],
      [3, 0.7, 0.7, 1, 1],
      [1, 0.9, 0.9, 1, 1],
      [2, 0.6, 0.6, 1, 1],
    ];
    expect(run(candidates, [[2, 50]], { limit: 2 })).toEqual({ entered: [1, 3], left: { 2: 'limit' } });
    expect(run(candidates, [[2, 95]], { limit: 2, minimumDays: 7 })).toEqual({ entered: [1], left: {} });
  });
});
