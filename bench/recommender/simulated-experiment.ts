import { SeededRandom, sequentialLift } from '#ml';
import type { PersonSums } from '#ml';

const DAYS = 30;

/** What is known of one user after some days. */
interface Simulated {
  isChallenger: boolean;
  /** Of the songs shown, under the live version. */
  rate: number;
  activity: number;
  shown: number;
  clicked: number;
}

/** Whether a daily look said that the challenger is better, or worse, and what the last look said. */
export interface SimulatedExperiment {
  saidBetter: boolean;
  saidWorse: boolean;
  low: number;
  high: number;
}

/**
 * An experiment of 30 days that is looked at each day. Users click 2 to 22 % of the songs that they are
 * shown, a share of their own that does not change; they come on 5 to 60 % of the days, and are shown 5 to 24
 * songs a day.
 * @param lift of the challenger, for every user
 */
export function simulateExperiment(
  seed: number,
  { users, share, lift, planned }: { users: number; share: number; lift: number; planned: number },
): SimulatedExperiment {
  const random = new SeededRandom(seed);
  const people = Array.from({ length: users }, (): Simulated => {
    const isChallenger = random.next() < share;
    const rate = (0.02 + 0.2 * random.next() ** 2) * (isChallenger ? 1 + lift : 1);
    return { isChallenger, rate, activity: 0.05 + 0.55 * random.next(), shown: 0, clicked: 0 };
  });
  const result = { saidBetter: false, saidWorse: false, low: -1, high: Infinity };
  for (let day = 0; day < DAYS; day++) {
    for (const user of people) {
      if (random.next() >= user.activity) continue;
      const shown = 5 + random.int(20);
      user.shown += shown;
      for (let n = 0; n < shown; n++) if (random.next() < user.rate) user.clicked++;
    }
    const variant = sumsOf(people.filter(({ isChallenger }) => isChallenger));
    const control = sumsOf(people.filter(({ isChallenger }) => !isChallenger));
    if (Math.min(variant.people, control.people) < 100) continue;
    if (Math.min(variant.successes, control.successes) < 30) continue;
    const cases = variant.cases + control.cases;
    const { low, high } = sequentialLift({ variant, control }, { cases, planned });
    Object.assign(result, { low, high });
    result.saidBetter ||= low > 0;
    result.saidWorse ||= high < 0;
  }
  return result;
}

function sumsOf(people: readonly Pick<Simulated, 'shown' | 'clicked'>[]): PersonSums {
  const sum = (of: (shown: number, clicked: number) => number): number =>
    people.reduce((total, { shown, clicked }) => total + of(shown, clicked), 0);
  return {
    people: people.filter(({ shown }) => shown > 0).length,
    cases: sum((x) => x),
    successes: sum((_, y) => y),
    casesSquared: sum((x) => x * x),
    products: sum((x, y) => x * y),
    successesSquared: sum((_, y) => y * y),
  };
}
