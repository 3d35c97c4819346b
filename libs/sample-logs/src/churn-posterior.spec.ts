import { churnTruth, LABEL_WINDOW } from './best-reachable.js';
import { phaseOf } from './behaviour.js';
import { unixDay } from '#common/calendar';
import { ChurnPosterior } from './churn-posterior.js';
import type { LatentClass } from './latent-class.js';
import {
  CLASSES,
  classWeights,
  countIndex,
  DOWNLOAD_COUNTS,
  PLAY_COUNTS,
  SEARCH_COUNTS,
  visitChance,
} from './latent-class.js';
import { Period } from './holes.js';
import { Population } from './population.js';
import type { UserDay } from './user-day.js';

const day = (plays: number, downloads: number, searches: number, visible = 7): UserDay => ({
  plays,
  downloads,
  searches,
  visible,
});
const nothing = (visible = 7): UserDay => day(0, 0, 0, visible);

/** P(what is seen on a day | class, there), by the definition of the law, visit by visit. */
function chanceOfDay(latent: LatentClass, period: Period, age: number, d: number, seen: UserDay): number {
  const visit = age === 0 ? 1 : visitChance(latent.visit, phaseOf(age), period.factors[d]!);
  const table = countIndex(latent.appetite, phaseOf(age));
  let counts = 1;
  if (seen.visible & 1) counts *= PLAY_COUNTS[latent.volume]!.probability[seen.plays]!;
  if (seen.visible & 2) counts *= DOWNLOAD_COUNTS[table]!.probability[seen.downloads]!;
  if (seen.visible & 4) counts *= SEARCH_COUNTS[table]!.probability[seen.searches]!;
  const quiet = seen.plays + seen.downloads + seen.searches === 0;
  return visit * counts + (quiet ? 1 - visit : 0);
}

/** Registrations before this day are hardly any more of those who are there. */
const FIRST_REGISTRATION = -6000;

/** The same posterior by enumerating every class, day of registration and day of drop-out. */
function byEnumeration(
  weights: Float64Array,
  classes: readonly LatentClass[],
  period: Period,
  seen: UserDay[],
  snapshot: number,
): number {
  const end = seen.length - 1;
  const silentAfter = seen.map((s, d) => (d <= snapshot ? s : nothing(s.visible)));
  let both = 0;
  let history = 0;
  classes.forEach((latent, z) => {
    for (let registered = FIRST_REGISTRATION; registered <= snapshot; registered++) {
      for (let last = Math.max(0, registered); last <= end; last++) {
        const stayed = (1 - latent.dropOut) ** (last - registered);
        const drop = last === end ? stayed : stayed * latent.dropOut;
        const chanceUpTo = (limit: number, days: UserDay[]): number => {
          let p = 1;
          for (let d = 0; d <= limit; d++) {
            const quiet = days[d]!.plays + days[d]!.downloads + days[d]!.searches === 0;
            const isThere = d >= registered && d <= last;
            p *= isThere ? chanceOfDay(latent, period, d - registered, d, days[d]!) : quiet ? 1 : 0;
          }
          return p;
        };
        history += weights[z]! * drop * chanceUpTo(snapshot, seen);
        both += weights[z]! * drop * chanceUpTo(end, silentAfter);
      }
    }
  });
  return both / history;
}

describe('ChurnPosterior', () => {
  const period = new Period(unixDay('2017-04-08'), unixDay('2017-04-15'));
  const few = [CLASSES[1]!, CLASSES[20]!, CLASSES[50]!, CLASSES[100]!];
  const prior = Float64Array.of(0.4, 0.3, 0.2, 0.1);

  it.each<[string, UserDay[]]>([
    ['a user of three visits', [day(4, 0, 1), nothing(), day(2, 3, 0), day(9, 0, 0)]],
    ['a day that no archive holds', [day(1, 0, 0), nothing(), nothing(), nothing(0)]],
    ['plays that are hidden while searches are not', [day(0, 0, 2, 6), nothing(6), nothing(), nothing()]],
    ['a user who was not seen at first', [nothing(), day(3, 1, 1), nothing(), nothing()]],
    ['a user who was first seen on the last day', [nothing(), nothing(), nothing(), day(3, 1, 1)]],
  ])('agrees with the enumeration of all drop-out days for %s', (_, history) => {
    const seen = [...history, nothing(), nothing(6), nothing(), nothing(0)];
    const exact = new ChurnPosterior(few, period).churnProbability(prior, seen, 3, 7);
    expect(exact).toBeCloseTo(byEnumeration(prior, few, period, seen, 3), 6);
    expect(exact).toBeGreaterThan(0);
    expect(exact).toBeLessThan(1);
  });

  it('never looks at counts of the label window', () => {
    const seen = [day(4, 0, 1), ...Array.from({ length: 7 }, () => nothing())];
    const later = [...seen.slice(0, 4), ...Array.from({ length: 4 }, () => day(50, 5, 5))];
    const posterior = new ChurnPosterior(CLASSES, period);
    const weights = classWeights(0);
    const before = posterior.churnProbability(weights, seen, 3, 7);
    expect(posterior.churnProbability(weights, later, 3, 7)).toBe(before);
  });

  it('does not underflow over many days of large counts', () => {
    const long = new Period(unixDay('2017-04-15'), unixDay('2017-12-31'));
    const seen = Array.from({ length: long.length }, () => day(260, 300, 150));
    const p = new ChurnPosterior(CLASSES, long).churnProbability(classWeights(0), seen, 200, 214);
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(0.5);
  });

  it('is calibrated: of those given p, a share p churns', () => {
    const full = new Period(unixDay('2017-03-30'), unixDay('2017-05-12'));
    const { probability, label } = churnTruth(new Population(11, 8000, full), full.length - 1 - LABEL_WINDOW);
    for (let bin = 0; bin < 10; bin++) {
      const members = [...probability.keys()].filter(
        (i) => Math.min(9, Math.floor(probability[i]! * 10)) === bin,
      );
      const expected = members.reduce((sum, i) => sum + probability[i]!, 0);
      const spread = Math.sqrt(members.reduce((sum, i) => sum + probability[i]! * (1 - probability[i]!), 0));
      const churned = members.reduce((sum, i) => sum + label[i]!, 0);
      expect(members.length).toBeGreaterThan(100);
      expect(Math.abs(churned - expected)).toBeLessThan(3.5 * spread);
    }
  });
});
