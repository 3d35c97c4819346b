import { bestAttempt, searchParameters } from './search-parameters.js';
import type { FactorParameters, SearchSpace } from './search-parameters.js';

const start: FactorParameters = {
  form: 'hkv',
  factors: 16,
  alpha: 1,
  regularization: 1,
  frequencyExponent: 0,
  halfLifeDays: 0,
};
const space: SearchSpace = {
  attempts: 40,
  mostFactors: 64,
  halfLives: [0, 14],
  seed: 3,
  hasTime: () => true,
};
/** Frequency 10 everywhere. */
const scaleOf = ({ frequencyExponent }: { frequencyExponent: number }) => 10 ** frequencyExponent;

/** One hill: best at alpha 8, penalty 40, exponent 0.5, half-life 14 and long vectors. */
function hill({
  factors,
  alpha,
  regularization,
  frequencyExponent,
  halfLifeDays,
}: FactorParameters): Promise<{ ndcg: number; recall: number }> {
  const penalty = regularization * 10 ** frequencyExponent;
  const ndcg =
    1 -
    0.02 * Math.log(alpha / 8) ** 2 -
    0.02 * Math.log(penalty / 40) ** 2 -
    0.1 * Math.abs(frequencyExponent - 0.5) -
    (halfLifeDays === 14 ? 0 : 0.05) -
    1 / factors;
  return Promise.resolve({ ndcg, recall: ndcg });
}

describe('searchParameters', () => {
  it('begins with the start, keeps to its bounds and comes near the top', async () => {
    const attempts = await searchParameters(start, space, hill, scaleOf);
    expect(attempts[0]!.parameters).toEqual(start);
    expect(attempts.length).toBeLessThanOrEqual(40);
    const best = bestAttempt(attempts);
    expect(best.ndcg).toBeGreaterThan(0.95);
    expect(best.parameters).toMatchObject({ factors: 64, frequencyExponent: 0.5, halfLifeDays: 14 });
    expect(Math.max(...attempts.map(({ parameters }) => parameters.factors))).toBe(64);
  });

  it('tries no point twice and gives the same attempts for the same seed', async () => {
    const attempts = await searchParameters(start, space, hill, scaleOf);
    const points = attempts.map(({ parameters }) => JSON.stringify(parameters));
    expect(new Set(points).size).toBe(points.length);
    expect(await searchParameters(start, space, hill, scaleOf)).toEqual(attempts);
    expect(await searchParameters(start, { ...space, seed: 4 }, hill, scaleOf)).not.toEqual(attempts);
  });

  it('ends by itself where nothing is better, and stays within small budgets', async () => {
    const flat = () => Promise.resolve({ ndcg: 0.5, recall: 0.5 });
    expect(
      bestAttempt(await searchParameters(start, { ...space, attempts: 500 }, flat, scaleOf)).parameters,
    ).toEqual(start);
    expect(await searchParameters(start, { ...space, attempts: 1 }, flat, scaleOf)).toHaveLength(1);
    expect(await searchParameters(start, { ...space, attempts: 3 }, hill, scaleOf)).toHaveLength(3);
  });

  it('begins no attempt without time, but for the start', async () => {
    let time = 3;
    const attempts = await searchParameters(start, { ...space, hasTime: () => time-- > 0 }, hill, scaleOf);
    expect(attempts.length).toBeLessThanOrEqual(4);
    expect(await searchParameters(start, { ...space, hasTime: () => false }, hill, scaleOf)).toHaveLength(1);
  });

  it('passes on what goes wrong in a attempt', async () => {
    const broken = () => Promise.reject(new Error('diverged'));
    await expect(searchParameters(start, space, broken, scaleOf)).rejects.toThrow('diverged');
  });
});
