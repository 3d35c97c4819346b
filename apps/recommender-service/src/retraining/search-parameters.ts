import { SeededRandom } from '#ml';
import { FORMS } from '../recommender.settings.js';
import type { SearchedParameters } from '../engines/training-parameters.js';

/** What a search over factors changes. */
export type FactorParameters = Pick<
  SearchedParameters,
  'form' | 'factors' | 'alpha' | 'regularization' | 'frequencyExponent' | 'halfLifeDays'
>;

/** A point of the search. `penalty` is the mean regularisation of a row, so that it means the same for every exponent. */
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
 * Where good parameters were found on data of other shapes, tried before any are drawn: dense and sparse, in the form of Rendle et al.
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
/** The climb ends when a step of this factor does not help any more. */
const LEAST_STEP = 1.2;

/**
 * Bounded search for the parameters with the best NDCG: points known from other data, some drawn over the whole space (log-uniform), then a climb from the
 * best of them, one parameter at a time with steps that shrink, doubling the vectors first. Deterministic for its seed.
 * @param evaluate one attempt; its errors end the search.
 * @param scaleOf mean over rows of frequency^exponent, by which a penalty is divided to give the regularisation.
 */
export async function searchParameters(
  start: FactorParameters,
  space: SearchSpace,
  evaluate: (parameters: FactorParameters) => Promise<{ ndcg: number; recall: number }>,
  scaleOf: (point: { alpha: number; frequencyExponent: number; halfLifeDays: number }) => number,
): Promise<Attempt<FactorParameters>[]> {
  const search = new Search(space, evaluate, scaleOf);
  const pointOf = (parameters: FactorParameters) => ({
    ...parameters,
    penalty: parameters.regularization * scaleOf(parameters),
  });
  let best = await search.at(pointOf(start));
  for (const known of KNOWN) {
    if (search.hasBudget()) best = better(best, await search.at(pointOf({ ...start, ...known })));
  }
  const random = new SeededRandom(space.seed);
  for (let n = 0; n < DRAWN * space.attempts && search.hasBudget(); n++) {
    best = better(best, await search.at(drawn(random, best.point.factors, start.halfLifeDays)));
  }
  for (let step = 2; step >= LEAST_STEP && search.hasBudget();) {
    const before = best;
    for (const point of neighbours(best.point, step, space)) {
      if (search.hasBudget()) best = better(best, await search.at(point));
    }
    if (best === before) step = Math.sqrt(step);
  }
  return search.attempts;
}

/** The best of some attempts, the earliest of equals. */
export function bestAttempt<Tried extends { ndcg: number }>(attempts: readonly Tried[]): Tried {
  return attempts.reduce((best, attempt) => (attempt.ndcg > best.ndcg ? attempt : best));
}

interface Evaluated {
  point: SearchPoint;
  ndcg: number;
}

/** Runs attempts, each point once. */
class Search {
  readonly attempts: Attempt<FactorParameters>[] = [];
  private readonly known = new Map<string, number>();

  constructor(
    private readonly space: SearchSpace,
    private readonly evaluate: (parameters: FactorParameters) => Promise<{ ndcg: number; recall: number }>,
    private readonly scaleOf: (point: SearchPoint) => number,
  ) {}

  hasBudget(): boolean {
    return this.attempts.length < this.space.attempts && this.space.hasTime();
  }

  async at(point: SearchPoint): Promise<Evaluated> {
    const { form, penalty, factors, alpha, frequencyExponent, halfLifeDays } = point;
    const regularization = threeDigits(penalty / this.scaleOf(point));
    const parameters = {
      form,
      factors,
      alpha: threeDigits(alpha),
      regularization,
      frequencyExponent,
      halfLifeDays,
    };
    const key = JSON.stringify(parameters);
    let ndcg = this.known.get(key);
    if (ndcg === undefined) {
      const found = await this.evaluate(parameters);
      ndcg = found.ndcg;
      this.known.set(key, ndcg);
      this.attempts.push({ parameters, ...found });
    }
    return { point, ndcg };
  }
}

function better(a: Evaluated, b: Evaluated): Evaluated {
  return b.ndcg > a.ndcg ? b : a;
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
