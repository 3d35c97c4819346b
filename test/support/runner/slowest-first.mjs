import TestSequencer from '@jest/test-sequencer';

/** The slowest test files, slowest first: started last, one of them would keep one worker busy and the others idle. */
export const SLOWEST = [
  'test/journeys/archives-to-answers.spec.ts',
  'test/journeys/lake-to-answers.spec.ts',
  'test/faults/launcher.spec.ts',
  'test/faults/stopped-database.spec.ts',
  'test/faults/embedded-postgres.spec.ts',
  'test/faults/kills.spec.ts',
  'test/faults/posts-beside-jobs.spec.ts',
  'test/medium/recommender-service/lifecycle.spec.ts',
  'test/medium/ingest-service/loading.spec.ts',
  'test/medium/churn-service/backtest-and-drift.spec.ts',
];

/**
 * The order of a run: the slowest files, then the others by Jest's own rule (failed last time, long, large). With
 * TEST_ORDER_SEED, a number, the order of the slow and of the other files is drawn from it.
 */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const seed = process.env.TEST_ORDER_SEED;
    const ordered = seed ? shuffled(tests, Number(seed)) : inListedOrder(super.sort(tests));
    return [...ordered.filter(isSlow), ...ordered.filter((test) => !isSlow(test))];
  }
}

const place = ({ path }) => SLOWEST.findIndex((slow) => path.endsWith(`/${slow}`));
const isSlow = (test) => place(test) >= 0;
const inListedOrder = (tests) =>
  [...tests].sort((a, b) => (isSlow(a) && isSlow(b) ? place(a) - place(b) : 0));

/** Fisher and Yates' shuffle by a linear congruential generator (Numerical Recipes, 3rd edition, section 7.1). */
function shuffled(tests, seed) {
  const drawn = [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  let state = seed >>> 0;
  for (let last = drawn.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const at = Math.floor((state / 2 ** 32) * (last + 1));
    [drawn[last], drawn[at]] = [drawn[at], drawn[last]];
  }
  return drawn;
}
