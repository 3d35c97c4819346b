import { VectorScan } from '#kernels';
import { rankingMetrics, TopK, transpose } from '#ml';
import type { Interval, RankedIndices } from '#ml';
import { coldPriors } from '../engines/cold-priors.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { coldPairs } from '../interactions/cold-songs.js';
import type { ColdSongs } from '../interactions/cold-songs.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { SongScorer } from '../model/song-scorer.js';
import type { Taste } from '../model/song-scorer.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';
import { meanInterval } from './model-evaluation.js';

/** Lists that are made once more to measure what they gain or lose: of blends a thousand take some seconds. */
export const MOST_LISTS = 1_000;
/** What scores of cold songs may be multiplied by, so that these stand among the others where they belong. */
export const SCALES = [1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.07, 0.05, 0.03];
/** Where nothing could be held out. */
export const LEAST_SCALE = SCALES.at(-1)!;
/** NDCG that lists may be seen to lose by cold songs, by the lower end of the interval. */
const MARGIN = 0.01;

/** Cold songs of the early days. */
export interface ColdQuestion {
  cold: ColdSongs;
  table: PairTable;
  early: InteractionMatrix;
}

/**
 * One user's list without cold songs, the best cold songs, and what is to be found among both: cold songs
 * stand behind the others.
 */
export interface ListWithCold {
  warm: RankedIndices;
  cold: RankedIndices;
  wanted: Int32Array;
}

/**
 * What scores of cold songs are multiplied by: the largest scale with which lists are not seen to lose more by these
 * songs than MARGIN of their NDCG. 0: none; without a list the least.
 * @param tasks the users whose lists are evaluated.
 */
export function coldScale(
  model: TrainedModel,
  question: ColdQuestion,
  tasks: readonly RankingTask[],
  plan: EvaluationPlan,
): number {
  const lists =
    question.cold.songIds.length === 0
      ? []
      : listsWithCold(model, question, tasks.slice(0, MOST_LISTS), plan.k);
  return lists.length === 0 ? LEAST_SCALE : scaleOf(lists, plan);
}

/** As {@link coldScale}, of lists that are made. */
export function scaleOf(lists: readonly ListWithCold[], { k, seed }: EvaluationPlan): number {
  const without = ndcgOf(lists, 0, k);
  const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
  return SCALES.find((scale) => coldGain(lists, scale, k, seed).low >= -MARGIN * mean) ?? 0;
}

/** NDCG of lists among all songs, less that of lists without the cold ones. */
export function coldGain(lists: readonly ListWithCold[], scale: number, k: number, seed: number): Interval {
  const without = ndcgOf(lists, 0, k);
  return meanInterval(
    ndcgOf(lists, scale, k).map((value, n) => value - without[n]!),
    seed,
  );
}

/** Of each list with cold songs by a scale. */
export function ndcgOf(lists: readonly ListWithCold[], scale: number, k: number): number[] {
  return lists.map((list) => rankingMetrics(merged(list, scale, k), list.wanted, k).ndcg);
}

/** The k best of both; scale 0: without cold songs. */
function merged({ warm, cold }: ListWithCold, scale: number, k: number): Int32Array {
  if (scale === 0) return warm.indices;
  const best = new TopK(k);
  warm.indices.forEach((song, n) => best.offer(song, warm.scores[n]!));
  cold.indices.forEach((song, n) => best.offer(song, scale * cold.scores[n]!));
  return best.take().indices;
}

export function listsWithCold(
  model: TrainedModel,
  question: ColdQuestion,
  tasks: readonly RankingTask[],
  k: number,
): ListWithCold[] {
  const { cold, early } = question;
  const met = pairsOf(question, (_, earlyWeight) => earlyWeight !== NOT_YET);
  const wanted = pairsOf(question, (weight, earlyWeight) => earlyWeight === NOT_YET && weight > 0);
  const { factors, userFactors, songFactors, factorShare } = model;
  const songs = new SongScorer(new VectorScan(songFactors, factors), model);
  const priors = coldPriors(model, cold);
  const ofGroups = new VectorScan(priors.vectors, factors);
  const groups = new SongScorer(ofGroups, { factorShare, itemWeights: transpose(priors.itemWeights) });
  const songsOf = cold.siblings.map((): number[] => []);
  cold.groups.forEach((group, song) => songsOf[group]!.push(song));
  return tasks.map(({ user, played, wanted: wantedWarm }) => {
    const vector = userFactors.subarray(user * factors, (user + 1) * factors);
    const taste = { vector, liked: columnsOf(early.liked, user) };
    const first = early.tableSongs.length;
    const best = bestCold({ ...cold, songsOf }, groups, taste, k, met.get(user));
    return {
      warm: songs.top(taste, k, played),
      cold: { ...best, indices: best.indices.map((song) => first + song) },
      wanted: Int32Array.from([
        ...wantedWarm,
        ...ascending(wanted.get(user) ?? []).map((song) => first + song),
      ]),
    };
  });
}

/**
 * The best cold songs that a user has not met. Songs of a group score alike.
 * @param scorer of groups.
 */
function bestCold(
  { groups, songsOf }: Pick<ColdSongs, 'groups'> & { songsOf: readonly number[][] },
  scorer: SongScorer,
  taste: Taste,
  k: number,
  met: readonly number[] = [],
): RankedIndices {
  const isMet = new Set(met);
  const groupsMet = [...new Set(met.map((song) => groups[song]!))];
  const used = groupsMet.filter((group) => songsOf[group]!.every((song) => isMet.has(song)));
  const { indices, scores } = scorer.top(taste, k, used);
  const best = new TopK(k);
  indices.forEach((group, n) => {
    for (const song of songsOf[group]!) if (!isMet.has(song)) best.offer(song, scores[n]!);
  });
  return best.take();
}

/** Cold songs by user, of the pairs that are asked for. */
function pairsOf(
  { cold, table }: ColdQuestion,
  isAsked: (weight: number, earlyWeight: number) => boolean,
): Map<number, number[]> {
  const byUser = new Map<number, number[]>();
  coldPairs(table, cold, (user, song, weight, earlyWeight) => {
    if (!isAsked(weight, earlyWeight)) return;
    const songs = byUser.get(user);
    if (songs === undefined) byUser.set(user, [song]);
    else songs.push(song);
  });
  return byUser;
}

function ascending(songs: readonly number[]): Int32Array {
  return Int32Array.from(songs).sort();
}
