import { challengerOf } from './served-models.js';

const users = Array.from({ length: 5_000 }, (_, n) => String(100_000 + n));
const usersOf = (experiment: number, share: number, challenger = 0) =>
  users.filter((user) => challengerOf(experiment, user, share) === challenger);

describe('challengerOf', () => {
  it('is the same for the same user and experiment, and shares users as asked', () => {
    for (const [share, challengers] of [
      [0.1, 1],
      [0.5, 1],
      [0.2, 3],
    ] as const) {
      for (let challenger = 0; challenger < challengers; challenger++) {
        const challenged = usersOf(7, share, challenger);
        expect(challenged.length / users.length).toBeCloseTo(share, 1);
        expect(usersOf(7, share, challenger)).toEqual(challenged);
      }
    }
  });

  it('only adds users when the share grows, and draws anew for another experiment', () => {
    const few = usersOf(7, 0.2);
    expect(few.every((user) => challengerOf(7, user, 0.6) === 0)).toBe(true);
    const again = few.filter((user) => challengerOf(8, user, 0.2) === 0);
    expect(again.length / few.length).toBeLessThan(0.3);
  });
});
