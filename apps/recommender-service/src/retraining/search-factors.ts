import type { CubePoint } from '#ml';
import { FORMS } from '#ml/factors';
import { FactorSurface } from './factor-surface.js';
import { FactorTries } from './factor-tries.js';
import type { FactorSearch, FoundFactors } from './factor-tries.js';

/** Points that are spread over the surface. */
const SPREAD = 8;
/** Share of the time that the surface of the first length may take. */
const SURFACE_SHARE = 0.4;
/**
 * Times which vectors are longer, and after how many lengths in turn that find less there is no further one: a length
 * alone may be behind by chance.
 */
const LENGTHENED = [
  { change: 2, patience: 2 },
  { change: 0.5, patience: 1 },
];
/** Fits for which there must be time before longer vectors get a surface of their own. */
const SURFACE_FITS = 10;
/** How far from the best point of shorter vectors the best of longer ones may lie. */
const POLISH_RADIUS = 0.12;

/**
 * Factors that find the most by themselves: over confidence, penalty and exponent jointly, with vectors of the
 * length of the start; the other form with the best of these, for it hardly finds more or less with the same ones;
 * then vectors of twice the length, or half, while that helps, each that does with less confidence, and so less
 * regularisation, while that helps; then longer ones over all of that jointly; then once more around the best
 * point with vectors of this length.
 */
export async function searchFactors(search: FactorSearch): Promise<FoundFactors> {
  const tries = new FactorTries(search);
  const { present, secondsLeft } = search;
  const start = present.tried.parameters;
  const { liked } = search.problem.early;
  const least = (1 - SURFACE_SHARE) * secondsLeft();
  const whole = new FactorSurface(liked, start);
  const known = { point: whole.pointOf(start), ndcg: present.tried.ndcg };
  const points = { first: [known.point, whole.usual], known, spread: SPREAD, factors: start.factors };
  await tries.over(whole, points, () => secondsLeft() > least);
  for (const form of FORMS) if (form !== start.form) await tries.withForm(form);
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
  const surface = new FactorSurface(liked, parameters);
  const first = starAround(surface.pointOf(parameters), POLISH_RADIUS);
  const around = { first, known: { point: first[0]!, ndcg }, spread: 0, factors: parameters.factors };
  await tries.over(surface, around, () => tries.hasTimeFor(1), POLISH_RADIUS);
  return tries.found();
}

/**
 * Twice, four times the length and so on, each with a surface of its own while there is time for one: what short
 * vectors find the most with is too little regularisation, or confidence, of longer ones.
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
