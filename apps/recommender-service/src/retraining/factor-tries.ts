import { surfaceSearch } from '#ml';
import type { CubePoint } from '#ml';
import type { Fit } from '../engines/training-engine.js';
import { searchedParametersOf } from '../engines/training-parameters.js';
import type { SearchedParameters } from '../engines/training-parameters.js';
import type { FactorSurface } from './factor-surface.js';
import type { SearchProblem } from './search-problem.js';
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

/** By so much longer a fit takes with vectors twice as long, at most. */
const DOUBLED_COST = 3.5;

/** Points of a surface to try. */
interface Points {
  first: CubePoint[];
  /** One of these of which it is known what it finds; null: none. */
  known: { point: CubePoint; ndcg: number } | null;
  spread: number;
  factors: number;
}

/** The attempts of a search, each once, and the vectors of the best. */
export class FactorTries {
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

  /** The best in another form. */
  async withForm(form: SearchedParameters['form']): Promise<void> {
    if (this.hasTimeFor(1)) await this.at({ ...this.best.parameters, form });
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
