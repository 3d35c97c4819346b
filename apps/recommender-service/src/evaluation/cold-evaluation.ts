import { VectorScan } from '#kernels';
import { TopK, transpose } from '#ml';
import type { RankedIndices } from '#ml';
import { coldPriors } from '../engines/cold-priors.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { coldPairs } from '../interactions/cold-songs.js';
import type { ColdSongs } from '../interactions/cold-songs.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { SongScorer } from '../model/song-scorer.js';
import type { Taste } from '../model/song-scorer.js';
import { evaluateColdLists } from './cold-lists.js';
import type { ListWithCold } from './cold-lists.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';
import type { ColdEvaluationDto } from './cold-evaluation.dto.js';

/** Lists that are made once more to measure what they gain or lose: of blends a thousand take some seconds. */
const MOST_LISTS = 1_000;

/** Cold songs of the early days. */
export interface ColdQuestion {
  cold: ColdSongs;
  table: PairTable;
  early: InteractionMatrix;
}

/**
 * Chooses what scores of cold songs are multiplied by, and reports what lists gain or lose by these songs.
 * @param tasks the users whose lists are evaluated.
 */
export function evaluateCold(
  model: TrainedModel,
  question: ColdQuestion,
  tasks: readonly RankingTask[],
  { k, seed }: EvaluationPlan,
): ColdEvaluationDto {
  const songs = question.cold.songIds.length;
  const lists = songs === 0 ? [] : listsWithCold(model, question, tasks.slice(0, MOST_LISTS), k);
  return { songs, ...evaluateColdLists(lists, k, seed) };
}

function listsWithCold(
  model: TrainedModel,
  question: ColdQuestion,
  tasks: readonly RankingTask[],
  k: number,
): ListWithCold[] {
  const { cold, early } = question;
  const met = pairsOf(question, (_, earlyWeight) => earlyWeight !== NOT_YET);
  const wanted = pairsOf(question, (weight, earlyWeight) => earlyWeight === NOT_YET && weight > 0);
  const { factors, userFactors, songFactors, factorShare, itemWeights } = model;
  const songs = new SongScorer(new VectorScan(songFactors, factors), factorShare, itemWeights);
  const priors = coldPriors(model, cold.siblings);
  const ofGroups = new VectorScan(priors.vectors, factors);
  const groups = new SongScorer(ofGroups, factorShare, transpose(priors.itemWeights));
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
