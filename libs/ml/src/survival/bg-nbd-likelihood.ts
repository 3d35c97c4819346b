import { digamma, logGamma } from './log-gamma.js';

/**
 * BG/NBD: while active, a user acts at a rate drawn from Gamma(r, alpha); after each act the user leaves with a
 * probability drawn from Beta(a, b) (Fader, Hardie and Lee, "Counting your customers the easy way", Marketing
 * Science 2005).
 */
export interface BgNbdParameters {
  readonly r: number;
  /** In the unit of time of the histories. */
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Repeat acts `x` after the first one, time of the last one and of the observation's end, both counted from
 * the first.
 */
export interface Histories {
  readonly repeats: ArrayLike<number>;
  readonly lastAt: ArrayLike<number>;
  readonly observedFor: ArrayLike<number>;
  /** How many users share a history; 1 each when left out. */
  readonly weights?: ArrayLike<number>;
}

/**
 * Log-likelihood (the paper's eq. 6, regrouped so that nothing overflows) and its derivatives with respect to
 * log r, log alpha, log a, log b.
 */
export function bgNbdLogLikelihood(
  { r, alpha, a, b }: BgNbdParameters,
  { repeats, lastAt, observedFor, weights }: Histories,
): { logLikelihood: number; gradient: [number, number, number, number] } {
  const tables = new RepeatTables({ r, alpha, a, b });
  let logLikelihood = 0;
  let toR = 0;
  let toAlpha = 0;
  let toA = 0;
  let toB = 0;
  for (let i = 0; i < repeats.length; i++) {
    const x = repeats[i]!;
    const weight = weights === undefined ? 1 : weights[i]!;
    const common = tables.at(x);
    const logEnd = Math.log(alpha + observedFor[i]!);
    const logLast = Math.log(alpha + lastAt[i]!);
    const alive = -(r + x) * logEnd;
    // Left right after the last act: a / (b + x - 1) in place of having stayed.
    const left = x > 0 ? Math.log(a / (b + x - 1)) - (r + x) * logLast : -Infinity;
    const top = Math.max(alive, left);
    const sum = top + Math.log(Math.exp(alive - top) + Math.exp(left - top));
    const pAlive = Math.exp(alive - sum);
    const pLeft = 1 - pAlive;
    logLikelihood += weight * (common.value + sum);
    toR += weight * (common.toR - pAlive * logEnd - (x > 0 ? pLeft * logLast : 0));
    toAlpha +=
      weight *
      (r / alpha -
        (r + x) * (pAlive / (alpha + observedFor[i]!) + (x > 0 ? pLeft / (alpha + lastAt[i]!) : 0)));
    toA += weight * (common.toA + (x > 0 ? pLeft / a : 0));
    toB += weight * (common.toB - (x > 0 ? pLeft / (b + x - 1) : 0));
  }
  return { logLikelihood, gradient: [toR * r, toAlpha * alpha, toA * a, toB * b] };
}

interface CommonTerms {
  value: number;
  toR: number;
  toA: number;
  toB: number;
}

/** The gamma-function terms depend on x alone, and few distinct x occur. */
class RepeatTables {
  private readonly known = new Map<number, CommonTerms>();

  constructor(private readonly parameters: BgNbdParameters) {}

  at(x: number): CommonTerms {
    const found = this.known.get(x);
    if (found !== undefined) return found;
    const { r, alpha, a, b } = this.parameters;
    const terms = {
      value:
        logGamma(r + x) -
        logGamma(r) +
        r * Math.log(alpha) +
        logGamma(a + b) +
        logGamma(b + x) -
        logGamma(b) -
        logGamma(a + b + x),
      toR: digamma(r + x) - digamma(r) + Math.log(alpha),
      toA: digamma(a + b) - digamma(a + b + x),
      toB: digamma(a + b) + digamma(b + x) - digamma(b) - digamma(a + b + x),
    };
    this.known.set(x, terms);
    return terms;
  }
}
