import { RankingTally } from './ranking-tally.js';

const list = (...items: number[]): Int32Array => Int32Array.from(items);
const ITEMS = 4;

describe('RankingTally', () => {
  it('weighs each user alike', () => {
    const tally = new RankingTally([1, 3], 3, ITEMS);
    tally.add(list(1, 2, 3), list(1));
    tally.add(list(1, 2, 3), list(0));
    tally.add(list(0, 2, 1), list(1));
    const { users, at } = tally.summary();
    expect(users).toBe(3);
    expect(at[0]).toMatchObject({ k: 1, recall: 1 / 3, ndcg: 1 / 3, hitRate: 1 / 3 });
    expect(at[1]).toMatchObject({ k: 3, recall: 2 / 3, ndcg: 0.5, map: (1 + 1 / 3) / 3, hitRate: 2 / 3 });
    expect([...tally.ofUsers('ndcg', 3)]).toEqual([1, 0, 0.5]);
  });

  it('counts the items that were to be found, and those that were', () => {
    const tally = new RankingTally([2], 2, ITEMS);
    tally.add(list(0, 1), list(2));
    tally.add(list(0, 2), list(2));
    expect(tally.hitsByItem()).toEqual({
      hits: Uint32Array.of(0, 0, 1, 0),
      wanted: Uint32Array.of(0, 0, 2, 0),
    });
  });

  it('says that nobody was evaluated', () => {
    expect(new RankingTally([3], 3, ITEMS).summary()).toEqual({
      users: 0,
      at: [{ k: 3, recall: 0, ndcg: 0, map: 0, hitRate: 0 }],
    });
  });
});
