import { loadSettings } from '#common';
import { SeededRandom } from '#ml';
import { KernelEngine } from '../engines/kernel-engine.js';
import { parametersFromSettings, searchedParametersOf } from '../engines/training-parameters.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { RecentListeners } from '../model/popularity.js';
import { recommenderSettings } from '../recommender.settings.js';
import type { AskedPairs } from './asked-pairs.js';
import { searchRecommenderParameters } from './search-recommender-parameters.worker.js';
import type { TermTask } from './search-recommender-parameters.worker.js';
import { SearchBudget } from './search-budget.js';
import { SearchProblem } from './search-problem.js';
import { searchTerms } from './search-terms.js';
import { TERMS, termsOf } from './terms.js';
import type { LearnedEvents } from './terms.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const PRESENT = {
  ...parametersFromSettings(settings),
  ...{ factors: 2, iterations: 3, alpha: 10, regularization: 1 },
};
const PLAN = { ...evaluationPlan(settings), k: 5 };
const [USERS, SONGS] = [150, 60];
/** Songs of the first places rise on the newest days. */
const RISING = 8;

/**
 * Users of two tastes, who meet songs of both.
 * @param next songs that users meet after the cut. @param skipWeight above 0 songs of the other taste weigh nothing
 */
function pairsOf(
  seed: number,
  next: (user: number, random: SeededRandom) => number[],
  skipWeight = 0,
): PairTable {
  const random = new SeededRandom(seed);
  const collector = new PairCollector();
  for (let user = 0; user < USERS; user++) {
    const later = new Set(next(user, random));
    for (let song = 0; song < SONGS; song++) {
      const isMet = random.next() < 0.4;
      if (later.has(song)) collector.add(user, song, 1, NOT_YET);
      else if (isMet) collector.add(user, song, ...weighed(user, song, skipWeight));
    }
  }
  return collector.finish();
}

/** Songs of the other taste weigh as much where skips do not count. */
function weighed(user: number, song: number, skipWeight: number): [number, number] {
  const weight = user % 2 === song % 2 ? 1 : Number(skipWeight === 0);
  return [weight, weight];
}

const rising = (_: number, random: SeededRandom): number[] => [random.int(RISING), random.int(RISING)];
const ofTaste = (user: number, random: SeededRandom): number[] => [
  (user % 2) + 2 * random.int(SONGS / 2),
  (user % 2) + 2 * random.int(SONGS / 2),
];

const RECENT: RecentListeners = {
  songIds: BigInt64Array.from({ length: SONGS }, (_, song) => BigInt(song)),
  listeners: Uint32Array.from({ length: SONGS }, (_, song) => (song < RISING ? 60 : 3)),
  people: USERS,
};

const anything = (_: number, random: SeededRandom): number[] => [random.int(SONGS), random.int(SONGS)];

interface Case {
  next: Parameters<typeof pairsOf>[1];
  events: Partial<LearnedEvents>;
  start?: typeof PRESENT;
  /** Whether pairs cannot be read any more. */
  fails?: boolean;
  now?: () => number;
}

const NOTHING = { days: 0, likes: false, adds: false, skips: false };
/** Without skips nobody has met songs of the other taste willingly. */
const tableOf = ({ next, events }: Case, isEarlier: boolean, skipWeight?: number): PairTable =>
  pairsOf(isEarlier ? 4 : 3, next, events.skips === true ? skipWeight : 1);

/** The same pairs in another order, as PostgreSQL may give them. */
function reversed({ userIds, songIds, ...columns }: PairTable): PairTable {
  const { users, songs, weights, earlyWeights } = columns;
  return {
    ...{ userIds, songIds, users: users.toReversed(), songs: songs.toReversed() },
    ...{ weights: weights.toReversed(), earlyWeights: earlyWeights.toReversed() },
  };
}

/** The terms of a case, and what was read for them. */
function termsFor(of: Case): { terms: TermTask; asked: AskedPairs[] } {
  const asked: AskedPairs[] = [];
  const windows = new Map([7, 30].map((days) => [days, RECENT]));
  const terms: TermTask = {
    terms: termsOf(of.start ?? PRESENT, { ...NOTHING, ...of.events }),
    recent: { late: windows, earlier: windows },
    readSeconds: 1,
    read: (one) => {
      asked.push(one);
      const { weights, isEarlier } = one;
      return Promise.resolve(of.fails === true ? null : reversed(tableOf(of, isEarlier, weights.skipWeight)));
    },
  };
  return { terms, asked };
}

/** On a model of the present parameters. */
async function found(of: Case) {
  const { now = () => performance.now() } = of;
  const { terms, asked } = termsFor(of);
  const limits = { now: () => performance.now(), leastUsers: 50, evaluationSeconds: 100 };
  const problemOf = (isEarlier: boolean) =>
    new SearchProblem(tableOf(of, isEarlier), terms.recent.late, PRESENT, PLAN, new KernelEngine(1), limits);
  const problem = problemOf(false);
  const parameters = searchedParametersOf(of.start ?? PRESENT);
  const model = (await problem.evaluate(parameters, 600))!;
  const outcome = await searchTerms(
    { parameters, ...model.score, model, problem },
    {
      ...terms,
      fitSeconds: 1,
      earlier: problemOf(true),
      budget: new SearchBudget(600, () => undefined, now),
      leastUsers: 50,
      seed: 1,
    },
  );
  const term = (name: string) => outcome.terms.find((one) => one.name === name)!;
  return { ...outcome, term, asked, start: { parameters, ...model.score } };
}

describe('the term of recent popularity', () => {
  it('is chosen where users follow what rises, and says by how much it is ahead', async () => {
    const { best, term, attempts } = await found({ next: rising, events: { days: 60 } });
    expect(term('popularity')).toMatchObject({ isChosen: true });
    expect(term('popularity').ahead!.low).toBeGreaterThan(0);
    expect(term('popularity').reason).toMatch(/above without it, over \d+ users/);
    expect(best.parameters.popularityWeight).toBeGreaterThan(0);
    expect(attempts).toContain(best);
  });

  it('weighs nothing where users follow their taste', async () => {
    const { best, term } = await found({ next: ofTaste, events: { days: 60 } });
    expect(term('popularity').isChosen).toBe(false);
    expect(term('popularity').tried).toBeGreaterThan(0);
    expect(best.parameters.popularityWeight).toBe(0);
  });

  it('is not tried where no day is old', async () => {
    const { term } = await found({ next: rising, events: { days: 13 } });
    for (const name of ['popularity', 'half-life']) {
      expect(term(name)).toMatchObject({ tried: 0, isChosen: false });
      expect(term(name).reason).toMatch(/span 13/);
    }
  });
});

describe('the weight of skips', () => {
  it('lowers where that finds more, by pairs of both cuts', async () => {
    const { best, term, asked } = await found({ next: ofTaste, events: { skips: true } });
    expect(term('skips').isChosen).toBe(true);
    expect(best.parameters.skipWeight).toBeGreaterThan(0);
    expect(asked.at(-1)).toMatchObject({ isEarlier: true, weights: { likeWeight: PRESENT.likeWeight } });
    expect(asked.slice(0, -1).every(({ isEarlier }) => !isEarlier)).toBe(true);
  });

  it('stays 0 where that finds no more', async () => {
    const { best, term, asked } = await found({ next: anything, events: { skips: true } });
    expect(term('skips')).toMatchObject({ isChosen: false });
    expect(asked.length).toBeGreaterThan(0);
    expect(best.parameters.skipWeight).toBe(0);
  });

  it('stays as it is where pairs cannot be read, or no time is left', async () => {
    const failed = await found({ next: ofTaste, events: { skips: true }, fails: true });
    expect(failed.term('skips')).toMatchObject({ tried: 0, isChosen: false });
    let now = 0;
    const events = { skips: true, days: 60 };
    const late = await found({ next: ofTaste, events, now: () => (now += 700_000) });
    expect(late.asked).toEqual([]);
    expect(late.best.parameters).toEqual(late.start.parameters);
  });
});

describe('a search with terms', () => {
  const searched = (of: Case) =>
    searchRecommenderParameters(
      {
        table: tableOf(of, false),
        earlier: tableOf(of, true),
        start: of.start ?? PRESENT,
        space: { attempts: 1, mostFactors: 2, seed: 1, seconds: 600 },
        plan: PLAN,
        leastUsers: 50,
        terms: termsFor(of).terms,
      },
      new KernelEngine(1),
      () => undefined,
    );

  it('follows them, and leaves a present one where it does not help any more', async () => {
    const risen = await searched({ next: rising, events: { days: 60 } });
    expect(risen.isBetter).toBe(true);
    expect(risen.best.parameters.popularityWeight).toBeGreaterThan(0);
    expect(risen.terms.map(({ name }) => name)).toEqual([...TERMS]);
    const start = { ...PRESENT, popularityWeight: 30 };
    const gone = await searched({ next: ofTaste, events: { days: 60 }, start });
    expect(gone.attempts[0]!.parameters.popularityWeight).toBe(30);
    expect(gone.best.parameters.popularityWeight).toBe(0);
    expect(gone.isBetter).toBe(true);
  });
});
