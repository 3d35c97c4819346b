import { VectorScan } from '#kernels';
import { rankingMetrics, SeededRandom, TopK } from '#ml';
import type { RankedIndices } from '#ml';
import { coldPriors } from '../engines/cold-priors.js';
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
import { GroupScorer } from './group-scorer.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';
import { meanInterval } from './model-evaluation.js';
import type { ColdEvaluationDto } from './cold-evaluation.dto.js';

/** Lists that are made once more to measure what they gain or lose: of blends a thousand take some seconds. */
const MOST_LISTS = 1_000;
/** Users who are asked for cold songs alone: three rankings of all of these take milliseconds each. */
const MOST_ASKED = 500;

/** Cold songs of the early days. */
export interface ColdQuestion {
  cold: ColdSongs;
  table: PairTable;
  early: InteractionMatrix;
}

/** @param tasks the users whose lists are evaluated. */
export function evaluateCold(
  model: TrainedModel,
  question: ColdQuestion,
  tasks: readonly RankingTask[],
  { k, maxUsers, seed }: EvaluationPlan,
): ColdEvaluationDto {
  const { cold, early } = question;
  const met = pairsOf(question, (_, earlyWeight) => earlyWeight !== NOT_YET);
  const wanted = pairsOf(question, (weight, earlyWeight) => earlyWeight === NOT_YET && weight > 0);
  const scorer = new GroupScorer(model, coldPriors(model, cold.siblings), early);
  const eligible = Int32Array.from(wanted.keys()).sort();
  const users = new SeededRandom(seed)
    .shuffle(eligible.filter((user) => columnsOf(early.liked, user).length > 0))
    .subarray(0, Math.min(maxUsers, MOST_ASKED));
  const fame = Float64Array.from(cold.siblings, (songs) => meanOf(songs, (song) => early.listeners[song]!));
  const ndcgBy = (scoresOf: (user: number) => ArrayLike<number>): number[] =>
    Array.from(users, (user) => {
      const { indices } = bestCold(cold, scoresOf(user), k, met.get(user));
      return rankingMetrics(indices, ascending(wanted.get(user)!), k).ndcg;
    });
  const byPrior = ndcgBy((user) => scorer.scores(user));
  const byFame = ndcgBy(() => fame);
  const byLiked = ndcgBy((user) => likedSiblings(cold, columnsOf(early.liked, user), fame));
  const interval = (values: readonly number[]) => meanInterval(values, seed);
  const ahead = (other: readonly number[]) => interval(byPrior.map((value, n) => value - other[n]!));
  const isAsked = users.length > 0;
  const listed = cold.songIds.length === 0 ? [] : tasks.slice(0, MOST_LISTS);
  return {
    songs: cold.songIds.length,
    users: users.length,
    ndcg: isAsked ? interval(byPrior) : null,
    popularity: isAsked ? interval(byFame) : null,
    likedSongs: isAsked ? interval(byLiked) : null,
    aheadOf: isAsked ? { popularity: ahead(byFame), likedSongs: ahead(byLiked) } : null,
    ...evaluateColdLists(listsWithCold(model, question, listed, { scorer, met, wanted, k }), k, seed),
  };
}

/** What is known of users and cold songs. */
interface ColdAnswers {
  scorer: GroupScorer;
  /** Cold songs by user. */
  met: Map<number, number[]>;
  wanted: Map<number, number[]>;
  k: number;
}

function listsWithCold(
  model: TrainedModel,
  { cold, early }: ColdQuestion,
  tasks: readonly RankingTask[],
  { scorer, met, wanted, k }: ColdAnswers,
): ListWithCold[] {
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

/** By group how many of its singers' songs are liked; popularity decides between equals. */
function likedSiblings({ siblings }: ColdSongs, liked: Int32Array, fame: Float64Array): Float64Array {
  const isLiked = new Set(liked);
  return Float64Array.from(
    siblings,
    (songs, group) => songs.reduce((sum, song) => sum + Number(isLiked.has(song)), 0) + fame[group]! / 1e9,
  );
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

function meanOf(songs: Int32Array, valueOf: (song: number) => number): number {
  return songs.reduce((sum, song) => sum + valueOf(song), 0) / songs.length;
}
