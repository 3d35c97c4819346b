import { VectorScan } from '#kernels';
import { LinearItems, scoreRows, TopK, transpose } from '#ml';
import type { RankedIndices } from '#ml';
import { coldPriors } from '../engines/cold-priors.js';
import type { ColdPriors } from '../engines/cold-priors.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { coldPairs } from '../interactions/cold-songs.js';
import type { ColdSongs } from '../interactions/cold-songs.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { SongScorer } from '../model/song-scorer.js';
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
  const scorer = new GroupScorer(model, coldPriors(model, cold.siblings), early);
  const { factors, userFactors, songFactors, factorShare, itemWeights } = model;
  const songs = new SongScorer(new VectorScan(songFactors, factors), factorShare, itemWeights);
  const tastes = tasks.map(({ user }) => ({
    vector: userFactors.subarray(user * factors, (user + 1) * factors),
    liked: columnsOf(early.liked, user),
  }));
  const lists = songs.topOfMany(tastes, k, (n) => tasks[n]!.played);
  return Array.from(lists, (warm, n) => {
    const { user, wanted: wantedWarm } = tasks[n]!;
    const first = early.tableSongs.length;
    const best = bestCold(cold, scorer.scores(user), k, met.get(user));
    return {
      warm,
      cold: { ...best, indices: best.indices.map((song) => first + song) },
      wanted: Int32Array.from([
        ...wantedWarm,
        ...ascending(wanted.get(user) ?? []).map((song) => first + song),
      ]),
    };
  });
}

/** Scores of users for groups of cold songs. */
class GroupScorer {
  private readonly items: LinearItems | null;

  constructor(
    private readonly model: TrainedModel,
    private readonly priors: ColdPriors,
    private readonly early: InteractionMatrix,
  ) {
    this.items =
      priors.itemWeights.indices.length === 0 ? null : new LinearItems(transpose(priors.itemWeights));
  }

  scores(user: number): Float64Array {
    const { factors, userFactors, factorShare } = this.model;
    const scores = new Float64Array(this.priors.itemWeights.rows);
    const vector = userFactors.subarray(user * factors, (user + 1) * factors);
    scoreRows(vector, this.priors.vectors, factors, 0, scores.length, scores);
    for (let group = 0; group < scores.length; group++) scores[group]! *= factorShare;
    if (this.items === null) return scores;
    const reached = this.items.scores(columnsOf(this.early.liked, user));
    reached.items.forEach((group, n) => (scores[group]! += reached.scores[n]!));
    return scores;
  }
}

function bestCold(
  { groups }: ColdSongs,
  scores: ArrayLike<number>,
  k: number,
  met: readonly number[] = [],
): RankedIndices {
  const isMet = new Set(met);
  const best = new TopK(k);
  groups.forEach((group, song) => {
    if (!isMet.has(song)) best.offer(song, scores[group]!);
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
