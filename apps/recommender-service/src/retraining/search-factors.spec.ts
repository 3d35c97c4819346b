import { loadSettings } from '#common';
import { sparseRowsFromTriples } from '#ml';
import type { Fit } from '../engines/training-engine.js';
import { parametersFromSettings, searchedParametersOf } from '../engines/training-parameters.js';
import type { SearchedParameters } from '../engines/training-parameters.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { recommenderSettings } from '../recommender.settings.js';
import { searchFactors } from './search-factors.js';
import type { FoundFactors } from './factor-tries.js';

const FOUR = Int32Array.of(0, 1, 2, 3);
const liked = sparseRowsFromTriples(4, 4, FOUR, FOUR, new Float32Array(4).fill(1));
const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const start = { ...searchedParametersOf(parametersFromSettings(settings)), factors: 8, itemShare: 0 };

/** @param ndcgs what vectors of each length find, whatever the other parameters. @param otherwise null: that */
async function search(
  ndcgs: Record<number, number>,
  otherwise: (parameters: SearchedParameters) => number | null = () => null,
): Promise<FoundFactors & { lengths: number[] }> {
  const lengths: number[] = [];
  const scoreOf = (ndcg: number) => ({ ndcg, recall: ndcg, ofUsers: Float64Array.of(ndcg) });
  const fit = { userFactors: new Float32Array(1), songFactors: new Float32Array(1) } as Fit;
  let ndcg = ndcgs[8]!;
  const found = await searchFactors({
    problem: {
      early: { liked } as InteractionMatrix,
      fit: (parameters) => {
        lengths.push(parameters.factors);
        ndcg = otherwise(parameters) ?? ndcgs[parameters.factors] ?? 0;
        return Promise.resolve(fit);
      },
      scoreFactors: () => scoreOf(ndcg),
    },
    present: { tried: { parameters: start, ...scoreOf(ndcgs[8]!) }, fit },
    presentSeconds: 1,
    seed: 1,
    attempts: 100,
    mostFactors: 512,
    secondsLeft: () => 1_000,
    mostSeconds: Infinity,
  });
  return { ...found, lengths };
}

describe('searchFactors', () => {
  it('goes on with longer vectors where one length finds less, and ends where two do', async () => {
    const { best, lengths } = await search({
      4: 0.1,
      8: 0.5,
      16: 0.4,
      32: 0.6,
      64: 0.55,
      128: 0.58,
      256: 0.9,
    });
    expect(best[0]!.tried).toMatchObject({ ndcg: 0.6, parameters: { factors: 32 } });
    expect(new Set(lengths)).toEqual(new Set([8, 16, 32, 64, 128]));
  });

  it('tries half of the length where no longer one finds more, and less while that helps', async () => {
    const { best, lengths } = await search({ 1: 0.4, 2: 0.55, 4: 0.52, 8: 0.5, 16: 0.4, 32: 0.3 });
    expect(best[0]!.tried).toMatchObject({ ndcg: 0.55, parameters: { factors: 2 } });
    expect(new Set(lengths)).toEqual(new Set([8, 16, 32, 4, 2, 1]));
  });

  it('tries the other form once with the best parameters, and goes on with the better one', async () => {
    const seen: string[] = [];
    const { best } = await search({ 8: 0.1 }, ({ form, factors }) => {
      seen.push(`${form} ${factors}`);
      return (form === 'hkv' ? 0.5 : 0.6) / (1 + Math.abs(Math.log2(factors / 8)));
    });
    expect(start.form).toBe('hkv');
    expect(best[0]!.tried).toMatchObject({ ndcg: 0.6, parameters: { form: 'rendle', factors: 8 } });
    const first = seen.indexOf('rendle 8');
    expect(seen.slice(0, first).every((one) => one === 'hkv 8')).toBe(true);
    expect(seen.slice(first + 1, first + 3)).toEqual(['rendle 16', 'rendle 32']);
  });

  it('looks for other parameters of longer vectors, which find more with these alone', async () => {
    const { best, lengths } = await search({ 4: 0.1, 8: 0.5, 16: 0.4, 32: 0.3 }, ({ factors, alpha }) =>
      factors === 16 && alpha < start.alpha / 4 ? 0.7 : null,
    );
    expect(best[0]!.tried).toMatchObject({ ndcg: 0.7, parameters: { factors: 16 } });
    expect(lengths.filter((factors) => factors === 16).length).toBeGreaterThan(3);
  });
});
