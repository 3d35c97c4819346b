import type { Interval } from '#ml';
import type { TrainedModel } from '../engines/training-engine.js';
import { coldSongs } from '../interactions/cold-songs.js';
import type { ColdPlacement, SongTraits } from '../interactions/cold-songs.js';
import type { SongSingers } from '../interactions/song-singers.js';
import { coldScale, listsWithCold, MOST_LISTS, ndcgOf, scaleOf, SCALES } from './cold-scale.js';
import type { ColdQuestion, ListWithCold } from './cold-scale.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import type { RankingTask } from './hold-out.js';
import { meanInterval } from './model-evaluation.js';

/** By fewer lists placing by properties is not tried: what they gain says little of others. */
const FEWEST_LISTS = 200;

/** How cold songs are placed, and why. */
export interface ColdPlace {
  by: ColdPlacement;
  scale: number;
  /** NDCG by properties less that by singers, each by its scale; null where nobody can tell. */
  gain: Interval | null;
}

/**
 * Places cold songs by their singers' songs or, where lists gain by it beyond chance, by properties. Both are judged by
 * songs that were new to most before the held-out days, whether or not a singer is known.
 * @param until the last day before the held-out ones, counted from 1970
 */
export function coldPlace(
  model: TrainedModel,
  { table, early, catalogue, until }: Omit<ColdQuestion, 'cold'> & { catalogue: SongSingers; until: number },
  tasks: readonly RankingTask[],
  plan: EvaluationPlan,
): ColdPlace {
  const asked = (by: ColdPlacement): ColdQuestion => ({
    cold: coldSongs(table, early, catalogue, until, by),
    table,
    early,
  });
  const bySingers = (): ColdPlace => ({
    by: 'singers',
    scale: coldScale(model, asked('singers'), tasks, plan),
    gain: null,
  });
  const some = tasks.slice(0, MOST_LISTS);
  if (catalogue.traits.length === 0 || some.length < FEWEST_LISTS) return bySingers();
  const question = asked('properties');
  if (question.cold.songIds.length === 0) return bySingers();
  const judged = (
    traits: SongTraits | null,
    scaleIn: (lists: readonly ListWithCold[], plan: EvaluationPlan) => number,
  ): { scale: number; ndcg: number[] } => {
    const lists = listsWithCold(model, { ...question, cold: { ...question.cold, traits } }, some, plan.k);
    const scale = scaleIn(lists, plan);
    return { scale, ndcg: ndcgOf(lists, scale, plan.k) };
  };
  // By properties nearly every song is placed: the largest harmless scale would fill lists with them.
  const [singers, properties] = [judged(null, scaleOf), judged(question.cold.traits, bestScale)];
  const gain = meanInterval(
    properties.ndcg.map((value, n) => value - singers.ndcg[n]!),
    plan.seed,
  );
  if (gain.low > 0) return { by: 'properties', scale: properties.scale, gain };
  return { ...bySingers(), gain };
}

/** The scale of the largest NDCG; of equal ones the least. */
function bestScale(lists: readonly ListWithCold[], { k }: EvaluationPlan): number {
  const sumAt = (scale: number): number => ndcgOf(lists, scale, k).reduce((sum, value) => sum + value, 0);
  const sums = [0, ...SCALES.toReversed()].map((scale) => ({ scale, sum: sumAt(scale) }));
  return sums.reduce((best, one) => (one.sum > best.sum ? one : best)).scale;
}
