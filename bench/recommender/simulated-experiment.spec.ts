import { simulateExperiment } from './simulated-experiment.js';
import { simulateLogs } from './simulated-logs.js';

const seeds = Array.from({ length: 40 }, (_, n) => 1 + n);

it('an experiment without a lift that is looked at daily has hardly ever a winner, one with a large lift has', () => {
  const winners = (lift: number) =>
    seeds.filter((seed) => {
      const setting = { users: 250, share: 0.5, lift, planned: 25_000 };
      const { saidBetter, saidWorse } = simulateExperiment(seed, setting);
      return saidBetter || saidWorse;
    }).length;
  expect(winners(0)).toBeLessThanOrEqual(4);
  expect(winners(0.7)).toBeGreaterThan(20);
});

it('the estimate of a version by the logs of another is near its click rate, which those of the logs are not', () => {
  const logs = seeds.map((seed) => simulateLogs(seed, { users: 300, share: 0.2 }));
  const held = logs.filter(({ estimate, truth }) => estimate.low <= truth && truth <= estimate.high);
  expect(held.length).toBeGreaterThan(33);
  const mean = (of: (one: (typeof logs)[number]) => number) =>
    logs.reduce((sum, one) => sum + of(one), 0) / logs.length;
  const off = mean(({ estimate, truth }) => estimate.value - truth);
  expect(Math.abs(off)).toBeLessThan(
    mean(({ logged, truth }) => logged.successes / logged.cases - truth) / 2,
  );
  expect(mean(({ supportedShare }) => supportedShare)).toBeCloseTo(2 / 3, 1);
});
