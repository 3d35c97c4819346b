import { SeededRandom } from '../random/seeded-random.js';
import { fitBgNbd, probabilityAlive, probabilityOfSilence } from './bg-nbd.js';
import { bgNbdLogLikelihood } from './bg-nbd-likelihood.js';
import type { BgNbdParameters } from './bg-nbd-likelihood.js';
import { minimise } from './bfgs.js';
import { digamma, logGamma } from './log-gamma.js';

/** Maximum likelihood on CDNOW, in weeks (Fader, Hardie and Lee 2005, table 2). */
const CDNOW = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 };

/** Gamma(shape, rate 1) by Marsaglia and Tsang 2000. */
function gamma(shape: number, random: SeededRandom): number {
  if (shape < 1) return gamma(shape + 1, random) * random.next() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const z = random.normal();
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random.next()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Users as the model tells their story, observed for `days`, with whether they acted in the `horizon` behind it. */
function simulate({ r, alpha, a, b }: BgNbdParameters, users: number, days: number, horizon: number) {
  const random = new SeededRandom(42);
  const histories = { repeats: [] as number[], lastAt: [] as number[], observedFor: [] as number[] };
  const silent: boolean[] = [];
  for (let i = 0; i < users; i++) {
    const rate = gamma(r, random) / alpha;
    const [u, v] = [gamma(a, random), gamma(b, random)];
    const leaving = u / (u + v);
    const end = days - random.int(15);
    let [at, last, repeats, later] = [0, 0, 0, 0];
    for (;;) {
      at -= Math.log(1 - random.next()) / rate;
      if (at > end + horizon) break;
      if (at <= end) [repeats, last] = [repeats + 1, at];
      else later++;
      if (random.next() < leaving) break;
    }
    histories.repeats.push(repeats);
    histories.lastAt.push(last);
    histories.observedFor.push(end);
    silent.push(later === 0);
  }
  return { histories, silent };
}

const TRUE = { r: 0.6, alpha: 2, a: 0.5, b: 6 };
const { histories, silent } = simulate(TRUE, 12_000, 60, 14);

describe('fitBgNbd', () => {
  const fit = fitBgNbd(histories);

  it('finds the parameters that made the users', () => {
    const { r, alpha, a, b } = fit.parameters;
    expect(fit.gradientNorm).toBeLessThan(1e-6);
    expect(fit.users).toBe(12_000);
    expect(Math.abs(r - TRUE.r)).toBeLessThan(0.03);
    expect(Math.abs(alpha - TRUE.alpha)).toBeLessThan(0.2);
    expect(Math.abs(a / (a + b) - TRUE.a / (TRUE.a + TRUE.b))).toBeLessThan(0.01);
    expect(fit.logLikelihood).toBeGreaterThan(bgNbdLogLikelihood(TRUE, histories).logLikelihood);
  });

  it('predicts as many silent users as there are, in every tenth of the risk', () => {
    const risks = silent.map((_, i) =>
      probabilityOfSilence(
        fit.parameters,
        histories.repeats[i]!,
        histories.lastAt[i]!,
        histories.observedFor[i]!,
        14,
      ),
    );
    const order = risks.map((_, i) => i).sort((i, j) => risks[i]! - risks[j]!);
    for (let tenth = 0; tenth < 10; tenth++) {
      const part = order.slice(tenth * 1200, (tenth + 1) * 1200);
      const expected = part.reduce((sum, i) => sum + risks[i]!, 0) / 1200;
      const seen = part.filter((i) => silent[i]).length / 1200;
      expect(Math.abs(seen - expected)).toBeLessThan(0.045);
    }
  });

  it('counts users who share a history once, with their number', () => {
    const weights = [3, 2];
    const two = { repeats: [2, 0], lastAt: [5, 0], observedFor: [9, 9] };
    const five = { repeats: [2, 2, 2, 0, 0], lastAt: [5, 5, 5, 0, 0], observedFor: [9, 9, 9, 9, 9] };
    expect(bgNbdLogLikelihood(TRUE, { ...two, weights }).logLikelihood).toBeCloseTo(
      bgNbdLogLikelihood(TRUE, five).logLikelihood,
      12,
    );
  });

  it('refuses impossible histories and users without repeats', () => {
    const one = (repeats: number, lastAt: number, observedFor: number) => ({
      repeats: [repeats],
      lastAt: [lastAt],
      observedFor: [observedFor],
    });
    for (const wrong of [
      one(1, 5, 4),
      one(0, 1, 4),
      one(-1, 0, 4),
      one(1.5, 1, 4),
      one(1, NaN, 4),
      one(0, 0, 9),
    ])
      expect(() => fitBgNbd(wrong)).toThrow(RangeError);
  });
});

describe('bgNbdLogLikelihood', () => {
  it('has the gradient of finite differences', () => {
    const at = [0.6, 2, 0.5, 6].map(Math.log);
    const valueAt = (logs: number[]) => {
      const [r, alpha, a, b] = logs.map(Math.exp) as [number, number, number, number];
      return bgNbdLogLikelihood({ r, alpha, a, b }, histories).logLikelihood;
    };
    const { gradient } = bgNbdLogLikelihood(TRUE, histories);
    gradient.forEach((slope, j) => {
      const moved = (by: number) => valueAt(at.map((value, k) => (k === j ? value + by : value)));
      expect(slope).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 1);
    });
  });

  it('is the closed form for users without and with one repeat', () => {
    const { r, alpha, a, b } = CDNOW;
    const none = bgNbdLogLikelihood(CDNOW, { repeats: [0], lastAt: [0], observedFor: [39] });
    expect(none.logLikelihood).toBeCloseTo(r * Math.log(alpha / (alpha + 39)), 12);
    // Eq. 6 with x = 1: B(a, b + 1) / B(a, b) = b / (a + b), Gamma(r + 1) / Gamma(r) = r, B(a + 1, b) / B(a,
    // b) = a / (a + b).
    const one = bgNbdLogLikelihood(CDNOW, { repeats: [1], lastAt: [10], observedFor: [39] });
    const density =
      r * alpha ** r * ((b / (a + b)) * (alpha + 39) ** -(r + 1) + (a / (a + b)) * (alpha + 10) ** -(r + 1));
    expect(one.logLikelihood).toBeCloseTo(Math.log(density), 12);
  });

  it('stays finite for a thousand repeats over years', () => {
    const { logLikelihood, gradient } = bgNbdLogLikelihood(TRUE, {
      repeats: [1000],
      lastAt: [1000],
      observedFor: [3000],
    });
    expect(Number.isFinite(logLikelihood)).toBe(true);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

describe('probabilities', () => {
  it('are certain of users without a repeat, and fall with silence', () => {
    expect(probabilityAlive(CDNOW, 0, 0, 39)).toBe(1);
    const alive = [30, 20, 10].map((lastAt) => probabilityAlive(CDNOW, 5, lastAt, 39));
    expect(alive[0]!).toBeGreaterThan(alive[1]!);
    expect(alive[1]!).toBeGreaterThan(alive[2]!);
    // Worked by hand: a / (b + 4) (43.4136 / 34.4136)^5.2426 = 0.12339 * 3.3803 = 0.41710.
    expect(alive[0]).toBeCloseTo(1 / 1.4171, 3);
  });

  it('of silence fall with the horizon from 1 to "gone", and are the integral over the rate', () => {
    const silence = (horizon: number) => probabilityOfSilence(CDNOW, 5, 30, 39, horizon);
    expect(silence(0)).toBe(1);
    expect(silence(14)).toBeLessThan(silence(7));
    expect(silence(1e12)).toBeCloseTo(1 - probabilityAlive(CDNOW, 5, 30, 39), 9);
    const random = new SeededRandom(3);
    let still = 0;
    for (let i = 0; i < 20_000; i++)
      still += Math.exp((-14 * gamma(CDNOW.r + 5, random)) / (CDNOW.alpha + 39));
    const alive = probabilityAlive(CDNOW, 5, 30, 39);
    expect(silence(14)).toBeCloseTo(1 - alive + (alive * still) / 20_000, 2);
  });
});

describe('special functions and minimisation', () => {
  it('know values in closed form', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 13);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(logGamma(1e-3)).toBeCloseTo(6.907178885383853, 11);
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 13);
    expect(digamma(0.25)).toBeCloseTo(-Math.PI / 2 - 3 * Math.LN2 - 0.5772156649015329, 12);
  });

  it('finds the bottom of the banana valley of Rosenbrock', () => {
    const { at, value } = minimise(
      ([x, y]) => ({
        value: (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2,
        gradient: [-2 * (1 - x!) - 400 * x! * (y! - x! * x!), 200 * (y! - x! * x!)],
      }),
      [-1.2, 1],
    );
    expect(at[0]).toBeCloseTo(1, 6);
    expect(at[1]).toBeCloseTo(1, 6);
    expect(value).toBeLessThan(1e-12);
  });
});
