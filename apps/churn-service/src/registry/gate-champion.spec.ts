import { normalInterval, SeededRandom } from '#ml';
import { verdictOnGain } from './gate-champion.js';
import type { Verdict } from './gate-check.js';

const PATIENCE = 28;
/** Assumed standard error of a paired gain in ROC AUC and in log loss: of the order seen on generated logs. */
const standardErrorOf = (users: number) => 0.1 / Math.sqrt(users);
const RANKS: Record<ReturnType<typeof verdictOnGain>, number> = { failed: 0, open: 1, passed: 2 };
const SIMULATIONS = 200;

/** The verdict on one retrained version whose true gain is `gain`, by gains drawn from few or many users. */
function verdictOf(
  random: SeededRandom,
  users: number,
  gain: { rocAuc: number; logLoss: number },
  ageDays: number,
): Verdict {
  const error = standardErrorOf(users);
  const common = random.normal();
  // The same users are ranked well and predicted well.
  const drawn = () => error * (Math.sqrt(0.6) * common + Math.sqrt(0.4) * random.normal());
  const verdicts = [gain.rocAuc + drawn(), gain.logLoss + drawn()].map((value) =>
    verdictOnGain(normalInterval(value, error), { ageDays, patienceDays: PATIENCE }),
  );
  return verdicts.reduce((a, b) => (RANKS[a] <= RANKS[b] ? a : b));
}

/** Share of simulations in which a version is promoted. */
function shareOf(isPromoted: (random: SeededRandom) => boolean): number {
  const random = new SeededRandom(7);
  const promoted = Array.from({ length: SIMULATIONS }, () => isPromoted(random));
  return promoted.filter(Boolean).length / SIMULATIONS;
}

describe.each([100, 300, 1_000, 10_000, 100_000])('among %i users', (users) => {
  it.each([0, 60])('promotes a version that ranks 0.01 worse in under 5 %% of cases, at age %i', (age) => {
    const worse = { rocAuc: -0.01, logLoss: 0 };
    expect(shareOf((random) => verdictOf(random, users, worse, age) === 'passed')).toBeLessThan(0.05);
  });

  it('promotes one that is as good within a year of weekly retrains', () => {
    const equal = { rocAuc: 0, logLoss: 0 };
    const withinYear = (random: SeededRandom) =>
      Array.from({ length: 52 }, (_, week) => verdictOf(random, users, equal, 7 * (week + 1))).includes(
        'passed',
      );
    expect(shareOf(withinYear)).toBeGreaterThan(0.95);
  });

  it('does not let losses add up, which a year of promotions could', () => {
    const random = new SeededRandom(11);
    let promotions = 0;
    let live = 0;
    let age = 0;
    for (let week = 0; week < 52; week++) {
      age += 7;
      // Each version is somewhat better or worse than the recipe, by chance.
      const next = 0.003 * random.normal();
      const gain = { rocAuc: next - live, logLoss: next - live };
      if (verdictOf(random, users, gain, age) !== 'passed') continue;
      [live, age] = [next, 0];
      promotions++;
    }
    expect(promotions).toBeGreaterThan(0);
    expect(live).toBeGreaterThan(-0.01);
  });
});

describe('verdictOnGain', () => {
  const on = (value: number, standardError: number, ageDays = 0) =>
    verdictOnGain(normalInterval(value, standardError), { ageDays, patienceDays: PATIENCE });

  it('passes no version that is worse on average, however certain the margin', () => {
    expect(on(-0.001, 0.0001)).toBe('open');
    expect(on(-0.001, 0.0001, 1_000)).toBe('open');
    expect(on(0, 0.0001)).toBe('passed');
  });

  it('fails a certain loss at any age', () => {
    expect([on(-0.02, 0.005), on(-0.02, 0.005, 1_000)]).toEqual(['failed', 'failed']);
  });

  it('waits for the age of the live version before it takes the wider margin', () => {
    expect([on(0.002, 0.005, 27), on(0.002, 0.005, 28)]).toEqual(['open', 'passed']);
    expect(on(0.002, 0.01, 28)).toBe('open');
    expect(on(NaN, NaN, 28)).toBe('open');
  });
});
