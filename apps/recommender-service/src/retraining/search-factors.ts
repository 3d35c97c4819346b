import { surfaceSearch } from '#ml';
import type { CubePoint } from '#ml';
import type { Fit } from '../engines/training-engine.js';
import { searchedParametersOf } from '../engines/training-parameters.js';
import { FORMS } from '../recommender.settings.js';
import { FactorSurface } from './factor-surface.js';
import type { SearchProblem } from './search-problem.js';
import type { SearchedParameters } from '../engines/training-parameters.js';
import type { Tried } from './tried-attempts.js';

export interface FactorSearch {
  problem: Pick<SearchProblem, 'early' | 'fit' | 'scoreFactors'>;
  /** The factors of the present parameters, with which it begins. */
  present: FittedFactors;
  /** What these took. */
  presentSeconds: number;
  seed: number;
  /** Most fits besides. */
  attempts: number;
  /** Longest vectors. */
  mostFactors: number;
  /** Of this step. */
  secondsLeft: () => number;
  /** The most that one fit may take. */
  mostSeconds: number;
}

/** An attempt with its vectors. */
export interface FittedFactors {
  tried: Tried;
  fit: Fit;
}

export interface FoundFactors {
  /** In their order; the first has the present parameters. */
  attempts: Tried[];
  /** The best ones, the best first. */
  best: FittedFactors[];
}

/** Settings that are blended with item weights, but for those that find less than this share of the best. */
const FINALISTS = 3;
const WORTH_BLENDING = 0.97;
/** Vectors of more than so many bytes are kept of the best alone. */
const MOST_KEPT_BYTES = 256 * 2 ** 20;

/** Points that are spread over the surface of the first form, and of each other one. */
const SPREAD = [8, 5];
/** Share of the time that is left when a form begins which this form may take. */
const FORM_SHARE = 0.33;
/**
 * Times which vectors are longer, and after how many lengths in turn that find less there is no further one: a length
 * alone may be behind by chance.
 */
const LENGTHENED = [
  { change: 2, patience: 2 },
  { change: 0.5, patience: 1 },
];
/** By so much longer a fit takes with vectors twice as long, at most. */
const DOUBLED_COST = 3.5;
/** Fits for which there must be time before longer vectors get a surface of their own. */
const SURFACE_FITS = 10;
/** How far from the best point of shorter vectors the best of longer ones may lie. */
const POLISH_RADIUS = 0.12;

/**
 * Factors that find the most by themselves: both forms over confidence, penalty and exponent jointly, with
 * vectors of the length of the start; then vectors of twice the length, or half, while that helps, each that does with less
 * confidence, and so less regularisation, while that helps; then longer ones over all of that jointly; then once more around the best point with vectors of this
 * length.
 */
export async function searchFactors(search: FactorSearch): Promise<FoundFactors> {
  const tries = new FactorTries(search);
  const { present, secondsLeft } = search;
  const start = present.tried.parameters;
  const forms = [start.form, ...FORMS.filter((form) => form !== start.form)];
  for (const [n, form] of forms.entries()) {
    if (n > 0 && !tries.hasTimeFor(1)) break;
    const least = (1 - FORM_SHARE) * secondsLeft();
    const surface = new FactorSurface(search.problem.early.liked, { ...start, form });
    const known = n === 0 ? { point: surface.pointOf(start), ndcg: present.tried.ndcg } : null;
    const first = [...(known === null ? [] : [known.point]), surface.usual];
    const points = { first, known, spread: SPREAD[n] ?? 0, factors: start.factors };
    await tries.over(surface, points, () => secondsLeft() > least);
  }
  for (const { change, patience } of LENGTHENED) {
    let { factors } = tries.best.parameters;
    for (let misses = 0; misses < patience;) {
      factors = Math.floor(change * factors);
      const helped = await tries.withLength(factors);
      if (helped === null) break;
      if (helped) while (await tries.withLessConfidence());
      misses = helped ? 0 : misses + 1;
    }
  }
  await overLonger(tries, search);
  const { parameters, ndcg } = tries.best;
  const surface = new FactorSurface(search.problem.early.liked, parameters);
  const first = starAround(surface.pointOf(parameters), POLISH_RADIUS);
  const around = { first, known: { point: first[0]!, ndcg }, spread: 0, factors: parameters.factors };
  await tries.over(surface, around, () => tries.hasTimeFor(1), POLISH_RADIUS);
  return tries.found();
}

/**
 * Twice, four times the length and so on, each with a surface of its own while there is time for one: what short vectors
 * find the most with is too little regularisation, or confidence, of longer ones.
 */
async function overLonger(tries: FactorTries, { problem, secondsLeft }: FactorSearch): Promise<void> {
  let { factors } = tries.best.parameters;
  for (let misses = 0; misses < LENGTHENED[0]!.patience;) {
    factors *= 2;
    const before = tries.best;
    if (!tries.mayTry(factors, SURFACE_FITS)) break;
    const surface = new FactorSurface(problem.early.liked, before.parameters);
    const first = [...starAround(surface.pointOf(before.parameters), 2 * POLISH_RADIUS), surface.usual];
    const least = secondsLeft() / 2;
    await tries.over(surface, { first, known: null, spread: 0, factors }, () => secondsLeft() > least);
    misses = tries.best === before ? misses + 1 : 0;
  }
}

/** The point and its neighbours in confidence and penalty. */
function starAround(point: CubePoint, radius: number): CubePoint[] {
  const [share, strength, exponent] = point as [number, number, number];
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return [
    point,
    ...[-radius, radius].flatMap((step) => [
      [within(share + step), strength, exponent],
      [share, within(strength + step), exponent],
    ]),
  ];
}

/** Points of a surface to try. */
interface Points {
  first: CubePoint[];
  /** One of these of which it is known what it finds; null: none. */
  known: { point: CubePoint; ndcg: number } | null;
  spread: number;
  factors: number;
}

/** The attempts of a search, each once, and the vectors of the best. */
class FactorTries {
  private readonly attempts: Tried[];
  private readonly known = new Map<string, number>();
  /** The best first. */
  private kept: FittedFactors[];
  private fits = 0;
  /** Of the last fit of the best length. */
  private seconds: number;

  constructor(private readonly search: FactorSearch) {
    const { present, presentSeconds } = search;
    this.attempts = [present.tried];
    this.kept = [present];
    this.seconds = presentSeconds;
  }

  get best(): Tried {
    return this.kept[0]!.tried;
  }

  found(): FoundFactors {
    const least = WORTH_BLENDING * this.best.ndcg;
    return { attempts: this.attempts, best: this.kept.filter(({ tried }) => tried.ndcg >= least) };
  }

  hasTimeFor(cost: number, fits = 1): boolean {
    const { attempts, mostSeconds, secondsLeft } = this.search;
    const seconds = cost * this.seconds;
    return this.fits + fits <= attempts && seconds < mostSeconds && fits * seconds < secondsLeft();
  }

  /** So many fits with vectors of this length. */
  mayTry(factors: number, fits = 1): boolean {
    const doublings = Math.max(0, Math.log2(factors / this.best.parameters.factors));
    const isAllowed = factors >= 1 && factors <= this.search.mostFactors;
    return isAllowed && this.hasTimeFor(DOUBLED_COST ** doublings, fits);
  }

  async over(
    surface: FactorSurface,
    { first, known, spread, factors }: Points,
    hasTime: () => boolean,
    radius?: number,
  ): Promise<void> {
    await surfaceSearch({
      first,
      spread,
      seed: this.search.seed,
      hasTime: () => hasTime() && this.hasTimeFor(0),
      attempt: (point) =>
        point === known?.point
          ? Promise.resolve(known.ndcg)
          : this.at({ ...surface.parametersOf(point), factors }),
      ...(radius === undefined ? {} : { radius }),
    });
  }

  /** The best with vectors of another length. @returns whether that helped; null where it may not be, or not in time */
  async withLength(factors: number): Promise<boolean | null> {
    const before = this.best;
    if (!this.mayTry(factors)) return null;
    await this.at({ ...before.parameters, factors });
    return this.best !== before;
  }

  /** The best with half of its confidence and a quarter of its regularisation. @returns whether that helped */
  async withLessConfidence(): Promise<boolean> {
    const before = this.best;
    if (!this.hasTimeFor(1)) return false;
    const { alpha, regularization } = before.parameters;
    const [half, quarter] = [alpha / 2, regularization / 4].map((value) => Number(value.toPrecision(3)));
    await this.at({ ...before.parameters, alpha: half!, regularization: quarter! });
    return this.best !== before;
  }

  /** What the factors find; 0 where a fit would take too long. */
  private async at(parameters: SearchedParameters): Promise<number> {
    const { problem, secondsLeft, mostSeconds } = this.search;
    const key = JSON.stringify(searchedParametersOf(parameters));
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const before = secondsLeft();
    const fit = await problem.fit(parameters, Math.min(before, mostSeconds));
    this.fits++;
    const tried = fit === null ? null : { parameters, ...problem.scoreFactors(fit) };
    this.known.set(key, tried?.ndcg ?? 0);
    if (fit === null || tried === null) return 0;
    this.attempts.push(tried);
    if (tried.ndcg > this.best.ndcg) this.seconds = before - secondsLeft();
    this.keep({ tried, fit });
    return tried.ndcg;
  }

  /** Of equals the earliest is the best. */
  private keep(fitted: FittedFactors): void {
    const { userFactors, songFactors } = fitted.fit;
    const isSmall = userFactors.byteLength + songFactors.byteLength <= MOST_KEPT_BYTES;
    const all = [...this.kept, fitted].sort((a, b) => b.tried.ndcg - a.tried.ndcg);
    this.kept = all.slice(0, isSmall ? FINALISTS : 1);
  }
}
