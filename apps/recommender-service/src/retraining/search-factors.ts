import { surfaceSearch } from '#ml';
import type { CubePoint } from '#ml';
import type { Fit } from '../engines/training-engine.js';
import { searchedParametersOf } from '../engines/training-parameters.js';
import { FORMS } from '../recommender.settings.js';
import { FactorSurface } from './factor-surface.js';
import type { Attempt } from './parameter-searches.dto.js';
import type { SearchProblem } from './search-problem.js';
import type { SearchedParameters } from '../engines/training-parameters.js';

export interface FactorSearch {
  problem: SearchProblem;
  start: SearchedParameters;
  seed: number;
  /** Most fits. */
  attempts: number;
  /** Longest vectors. */
  mostFactors: number;
  /** Of this step. */
  secondsLeft: () => number;
}

export interface FoundFactors {
  /** In their order. */
  attempts: Attempt[];
  best: Attempt;
  /** The vectors of the best. */
  fit: Fit;
}

/** Points that are spread over the surface of the first form, and of each other one. */
const SPREAD = [8, 5];
/** Share of the time that is left when a form begins which this form may take. */
const FORM_SHARE = 0.4;
/** By so much longer a fit takes with vectors twice as long, at most. */
const DOUBLED_COST = 3.5;
/** How far from the best point of shorter vectors the best of longer ones may lie. */
const POLISH_RADIUS = 0.12;

/**
 * Factors that find the most by themselves: both forms over confidence, penalty and exponent jointly, with
 * vectors of the length of the start; then vectors of twice the length, or half, while that helps, each with less
 * regularisation while that helps; then once more around the best point with vectors of this length. At least
 * one attempt.
 */
export async function searchFactors(search: FactorSearch): Promise<FoundFactors> {
  const tries = new FactorTries(search);
  const { start, secondsLeft } = search;
  const forms = [start.form, ...FORMS.filter((form) => form !== start.form)];
  for (const [n, form] of forms.entries()) {
    if (n > 0 && !tries.hasTimeFor(1)) break;
    const least = (1 - FORM_SHARE) * secondsLeft();
    const surface = new FactorSurface(search.problem.early.liked, { ...start, form });
    const first = [...(n === 0 ? [surface.pointOf(start)] : []), surface.usual];
    await tries.over(
      surface,
      { first, spread: SPREAD[n] ?? 0, factors: start.factors },
      () => secondsLeft() > least,
    );
  }
  for (const change of [2, 0.5]) {
    while (await tries.withLength(change)) while (await tries.withLessRegularization());
  }
  const { parameters } = tries.best;
  const surface = new FactorSurface(search.problem.early.liked, parameters);
  const first = starAround(surface.pointOf(parameters), POLISH_RADIUS);
  const around = { first, spread: 0, factors: parameters.factors };
  await tries.over(surface, around, () => tries.hasTimeFor(1), POLISH_RADIUS);
  return tries.found();
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

/** The attempts of a search, each once, and the vectors of the best. */
class FactorTries {
  private readonly attempts: Attempt[] = [];
  private readonly known = new Map<string, number>();
  private current: { attempt: Attempt; fit: Fit } | null = null;
  /** Of the last fit of the best length. */
  private seconds = 0;

  constructor(private readonly search: FactorSearch) {}

  get best(): Attempt {
    return this.current!.attempt;
  }

  found(): FoundFactors {
    return { attempts: this.attempts, best: this.best, fit: this.current!.fit };
  }

  hasTimeFor(cost: number): boolean {
    return this.attempts.length < this.search.attempts && cost * this.seconds < this.search.secondsLeft();
  }

  async over(
    surface: FactorSurface,
    { first, spread, factors }: { first: CubePoint[]; spread: number; factors: number },
    hasTime: () => boolean,
    radius?: number,
  ): Promise<void> {
    await surfaceSearch({
      first,
      spread,
      seed: this.search.seed,
      hasTime: () => hasTime() && this.hasTimeFor(0),
      attempt: (point) => this.at({ ...surface.parametersOf(point), factors }),
      ...(radius === undefined ? {} : { radius }),
    });
  }

  /** The best with vectors of another length. @returns whether that helped */
  async withLength(change: number): Promise<boolean> {
    const before = this.best;
    const factors = Math.floor(change * before.parameters.factors);
    if (factors < 1 || factors > this.search.mostFactors) return false;
    if (!this.hasTimeFor(change > 1 ? DOUBLED_COST : 1)) return false;
    await this.at({ ...before.parameters, factors });
    return this.best !== before;
  }

  /** The best with half of its regularisation. @returns whether that helped */
  async withLessRegularization(): Promise<boolean> {
    const before = this.best;
    if (!this.hasTimeFor(1)) return false;
    const regularization = Number((before.parameters.regularization / 2).toPrecision(3));
    await this.at({ ...before.parameters, regularization });
    return this.best !== before;
  }

  private async at(parameters: SearchedParameters): Promise<number> {
    const key = JSON.stringify(searchedParametersOf(parameters));
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const before = this.search.secondsLeft();
    const fit = await this.search.problem.fit(parameters);
    const attempt = { parameters, ...this.search.problem.scoreFactors(fit) };
    this.attempts.push(attempt);
    this.known.set(key, attempt.ndcg);
    if (this.current === null || attempt.ndcg > this.best.ndcg) {
      this.current = { attempt, fit };
      this.seconds = before - this.search.secondsLeft();
    }
    return attempt.ndcg;
  }
}
