import { boundedSearch } from '#ml';
import type { SeededRandom } from '#ml';
import { FORMS } from '../recommender.settings.js';
import type { SearchedParameters } from '../engines/training-parameters.js';

/** What a search over factors changes. */
export type FactorParameters = Pick<
  SearchedParameters,
  'form' | 'factors' | 'alpha' | 'regularization' | 'frequencyExponent' | 'halfLifeDays'
>;

/**
 * A point of the search. `penalty` is the mean regularisation of a row, so that it means the same for every
 * exponent.
 */
interface SearchPoint {
  form: FactorParameters['form'];
  factors: number;
  alpha: number;
  penalty: number;
  frequencyExponent: number;
  halfLifeDays: number;
}

export interface Attempt<Parameters = SearchedParameters> {
  parameters: Parameters;
  ndcg: number;
  recall: number;
}

export interface SearchSpace {
  /** Most attempts, the first of which is the start. */
  attempts: number;
  mostFactors: number;
  /** Half-lives that may be tried. */
  halfLives: number[];
  seed: number;
  /** No attempt begins when this says false; the first is made all the same. */
  hasTime: () => boolean;
}

/** Share of the attempts that are drawn before the climb begins. */
const DRAWN = 0.15;
/**
 * Where good parameters were found on data of other shapes, tried before any are drawn: dense and sparse, in
 * the form of Rendle et al.
 * and in that of Hu et al. */
const KNOWN: Omit<FactorParameters, 'factors' | 'halfLifeDays'>[] = [
  { form: 'rendle', alpha: 10, regularization: 0.1, frequencyExponent: 1 },
  { form: 'hkv', alpha: 30, regularization: 100, frequencyExponent: 0 },
  { form: 'rendle', alpha: 100, regularization: 0.1, frequencyExponent: 1 },
  { form: 'hkv', alpha: 0.3, regularization: 0.06, frequencyExponent: 0.5 },
];
const ALPHA = { least: 0.3, most: 100 };
const PENALTY = { least: 1, most: 1_000 };
const EXPONENTS = [0, 0.5, 1];

/**
 * Searches for the parameters with the best NDCG, see {@link boundedSearch}, from the start and points known
 * from other data; penalties and confidences are drawn log-uniformly, and the climb doubles the vectors
 * first.
 * @param evaluate one attempt; its errors end the search.
 * @param scaleOf mean over rows of frequency^exponent, by which a penalty is divided to give the regularisation.
 */
export async function searchParameters(
  start: FactorParameters,
  space: SearchSpace,
  evaluate: (parameters: FactorParameters) => Promise<{ ndcg: number; recall: number }>,
  scaleOf: (point: { alpha: number; frequencyExponent: number; halfLifeDays: number }) => number,
): Promise<Attempt<FactorParameters>[]> {
  const pointOf = (parameters: FactorParameters): SearchPoint => ({
    ...parameters,
    penalty: parameters.regularization * scaleOf(parameters),
  });
  const parametersOf = (point: SearchPoint): FactorParameters => {
    const { form, penalty, factors, alpha, frequencyExponent, halfLifeDays } = point;
    const regularization = threeDigits(penalty / scaleOf(point));
    return { form, factors, alpha: threeDigits(alpha), regularization, frequencyExponent, halfLifeDays };
  };
  return await boundedSearch<SearchPoint, Attempt<FactorParameters>>({
    ...space,
    start: pointOf(start),
    known: KNOWN.map((known) => pointOf({ ...start, ...known })),
    draws: DRAWN * space.attempts,
    drawn: (random, { factors }) => drawn(random, factors, start.halfLifeDays),
    neighbours: (point, step) => neighbours(point, step, space),
    keyOf: (point) => JSON.stringify(parametersOf(point)),
    attempt: async (point) => {
      const parameters = parametersOf(point);
      return { parameters, ...(await evaluate(parameters)) };
    },
    scoreOf: ({ ndcg }) => ndcg,
  });
}

/** The best of some attempts, the earliest of equals. */
export function bestAttempt<Tried extends { ndcg: number }>(attempts: readonly Tried[]): Tried {
  return attempts.reduce((best, attempt) => (attempt.ndcg > best.ndcg ? attempt : best));
}

function drawn(random: SeededRandom, factors: number, halfLifeDays: number): SearchPoint {
  const between = ({ least, most }: { least: number; most: number }) =>
    least * (most / least) ** random.next();
  return {
    form: FORMS[random.int(FORMS.length)]!,
    factors,
    alpha: between(ALPHA),
    penalty: between(PENALTY),
    frequencyExponent: EXPONENTS[random.int(EXPONENTS.length)]!,
    halfLifeDays,
  };
}

/** Each point differs from the given one in one parameter. */
function neighbours(point: SearchPoint, step: number, space: SearchSpace): SearchPoint[] {
  const { form, alpha, penalty, factors, frequencyExponent: exponent, halfLifeDays } = point;
  const exponents = EXPONENTS.filter((other) => Math.abs(other - exponent) === 0.5);
  return [
    ...(2 * factors <= space.mostFactors ? [{ ...point, factors: 2 * factors }] : []),
    { ...point, penalty: penalty * step },
    { ...point, penalty: penalty / step },
    { ...point, alpha: alpha * step },
    { ...point, alpha: alpha / step },
    ...exponents.map((frequencyExponent) => ({ ...point, frequencyExponent })),
    ...space.halfLives
      .filter((other) => other !== halfLifeDays)
      .map((other) => ({ ...point, halfLifeDays: other })),
    ...FORMS.filter((other) => other !== form).map((other) => ({ ...point, form: other })),
  ];
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}
