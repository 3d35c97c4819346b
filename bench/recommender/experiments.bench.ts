import { simulateExperiment } from './simulated-experiment.js';

/**
 * node dist/bench/recommender/experiments.bench.js: 500 simulated experiments without a lift and 500 with one of 30 %,
 * each looked at on 30 days. A false winner in at most 5 of 100.
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
