import { SeededRandom } from '#ml';

/** Share of the users in the audience, of them a hold-out by each campaign, and churn rates in it and outside. */
const [AUDIENCE, HOLDOUT] = [0.3, 0.1];
const RATE = { inside: 0.4, outside: 0.15 };
const TRUTH = AUDIENCE * RATE.inside + (1 - AUDIENCE) * RATE.outside;
const RUNS = 400;

/** Error of the churn rate of users whose audience had campaigns, by the largest weight that a hold-out may have. */
export function simulateLargestWeights(largest: readonly number[]): Record<string, string>[] {
  return [2, 3].flatMap((campaigns) =>
    [2_000, 10_000, 50_000].map((users) => {
      const errors = Array.from({ length: RUNS }, (_, run) =>
        errorsOf(new SeededRandom(1 + run), users, campaigns, largest),
      );
      const columns = largest.map((most, k) => {
        const own = errors.map((of) => of[k]!);
        const bias = own.reduce((sum, error) => sum + error, 0) / RUNS;
        const square = own.reduce((sum, error) => sum + error ** 2, 0) / RUNS;
        const deviation = Math.sqrt(square - bias ** 2);
        const figures = [bias, deviation, Math.sqrt(square)].map((error) => error.toFixed(3)).join(' ');
        return [String(most), figures] as const;
      });
      return { campaigns: String(campaigns), users: String(users), ...Object.fromEntries(columns) };
    }),
  );
}

/** Of one draw of users: the weighted churn rate less the true one, by each largest weight. */
function errorsOf(
  random: SeededRandom,
  users: number,
  campaigns: number,
  largest: readonly number[],
): number[] {
  const sums = largest.map(() => ({ churned: 0, all: 0 }));
  for (let user = 0; user < users; user++) {
    const isMember = user < AUDIENCE * users;
    const churned = random.next() < (isMember ? RATE.inside : RATE.outside) ? 1 : 0;
    const draws = Array.from({ length: isMember ? campaigns : 0 }, () => random.next());
    // What the treated did says what the contact made of them.
    if (draws.some((draw) => draw >= HOLDOUT)) continue;
    const weight = HOLDOUT ** -draws.length;
    for (const [k, most] of largest.entries()) {
      sums[k]!.churned += Math.min(most, weight) * churned;
      sums[k]!.all += Math.min(most, weight);
    }
  }
  return sums.map(({ churned, all }) => churned / all - TRUTH);
}
