import { FEWEST_EFFECTIVE_CLICKS } from '../../apps/recommender-service/src/outcomes/off-policy.js';
import { simulateExperiment } from './simulated-experiment.js';
import { simulateLogs } from './simulated-logs.js';

/**
 * node dist/bench/recommender/experiments.bench.js: 500 simulated experiments without a lift and 500 with one
 * of 30 %, each looked at on 30 days. A false winner in at most 5 of 100. Then 500 logs by which another
 * version is estimated: the interval holds the truth in 93 to 97 of 100.
 */
const EXPERIMENTS = 500;

console.table(
  [
    { users: 600, share: 0.5, lift: 0, planned: 60_000 },
    { users: 600, share: 0.5, lift: 0, planned: 10_000 },
    { users: 3_000, share: 0.1, lift: 0, planned: 300_000 },
    { users: 600, share: 0.5, lift: 0.3, planned: 60_000 },
  ].map((setting, k) => {
    const all = Array.from({ length: EXPERIMENTS }, (_, n) =>
      simulateExperiment(1 + n + k * EXPERIMENTS, setting),
    );
    const shareOf = (is: (one: (typeof all)[number]) => boolean) => all.filter(is).length / EXPERIMENTS;
    return {
      ...setting,
      saidBetter: shareOf(({ saidBetter }) => saidBetter),
      saidWorse: shareOf(({ saidWorse }) => saidWorse),
      lastHolds: shareOf(({ low, high }) => low <= setting.lift && setting.lift <= high),
    };
  }),
);
console.table(
  [
    { users: 1_000, share: 0.05 },
    { users: 2_000, share: 0.05 },
    { users: 1_000, share: 0.2 },
    { users: 5_000, share: 0.02 },
  ].map((setting, k) => {
    const all = Array.from({ length: EXPERIMENTS }, (_, n) => simulateLogs(1 + n + k * EXPERIMENTS, setting));
    const mean = (of: (one: (typeof all)[number]) => number) =>
      all.reduce((sum, one) => sum + of(one), 0) / EXPERIMENTS;
    return {
      ...setting,
      holds: mean(({ estimate, truth }) => Number(estimate.low <= truth && truth <= estimate.high)),
      bias: mean(({ estimate, truth }) => estimate.value - truth),
      error: mean(({ estimate }) => estimate.standardError),
      loggedAgainstTruth: mean(({ logged, truth }) => logged.successes / logged.cases - truth),
      supportedShare: mean(({ supportedShare }) => supportedShare),
      effectiveClicks: mean(({ effectiveClicks }) => effectiveClicks),
      withheld: mean(({ effectiveClicks }) => Number(effectiveClicks < FEWEST_EFFECTIVE_CLICKS)),
    };
  }),
);
