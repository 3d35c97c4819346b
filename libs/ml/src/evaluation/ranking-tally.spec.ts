import { RankingTally } from './ranking-tally.js';

const list = (...items: number[]): Int32Array => Int32Array.from(items);
/** Four items known to 8, 4, 2 and 0 of 8 users. */
const catalogue = { listeners: Uint32Array.of(8, 4, 2, 0), users: 8 };

describe('RankingTally', () => {
  it('weighs each user alike', () => {
    const tally = new RankingTally([1, 3], 3, catalogue);
    tally.add(list(1, 2, 3), list(1));
    tally.add(list(1, 2, 3), list(0));
    tally.add(list(0, 2, 1), list(1));
    const { users, at } = tally.summary();
    expect(users).toBe(3);
    expect(at[0]).toMatchObject({ k: 1, recall: 1 / 3, ndcg: 1 / 3, hitRate: 1 / 3 });
    expect(at[1]).toMatchObject({ k: 3, recall: 2 / 3, ndcg: 0.5, map: (1 + 1 / 3) / 3, hitRate: 2 / 3 });
    expect([...tally.ofUsers('ndcg', 3)]).toEqual([1, 0, 0.5]);
  });

  it('counts the items that lists hold, and how unknown they are', () => {
    const tally = new RankingTally([2], 2, catalogue);
    tally.add(list(0, 1), list(2));
    tally.add(list(0, 2), list(2));
    // 0 bits twice, 1 bit and 2 bits over four entries; three of four items.
    expect(tally.summary().at[0]).toMatchObject({ coverage: 0.75, novelty: 0.75 });
    expect(tally.hitsByItem()).toEqual({
      hits: Uint32Array.of(0, 0, 1, 0),
      wanted: Uint32Array.of(0, 0, 2, 0),
    });
  });

  it('says that nobody was evaluated', () => {
    expect(new RankingTally([3], 3, catalogue).summary()).toEqual({
      users: 0,
      at: [{ k: 3, recall: 0, ndcg: 0, map: 0, hitRate: 0, coverage: 0, novelty: 0 }],
    });
  });
});
