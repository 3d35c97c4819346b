import { FoldIn, VectorScan } from '#kernels';
import { LinearItems, SeededRandom } from '#ml';
import type { AlsObjective, SparseRows } from '#ml';
import { K } from '../evaluation/evaluation-plan.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import { meanInterval } from '../evaluation/model-evaluation.js';
import type { NextReportDto, NextWayDto } from '../evaluation/next-report.dto.js';
import type { SongSingers } from '../interactions/song-singers.js';
import { historyAfter } from '../model/history.js';
import { learnedVectors, WITHOUT_VECTOR } from '../model/model-artefact.js';
import type { ModelArtefact } from '../model/model-artefact.js';
import { SongScorer } from '../model/song-scorer.js';
import { CoPlays } from './co-plays.js';
import type { Sessions } from './sessions.repository.js';

/** Users whose sessions choose and judge, at most, and places of a session at which they do. */
const MOST_USERS = 1_000;
const MOST_PLACES = 3;
/** A weight of co-plays by which the scores of the model only rank what co-plays leave equal. */
const ALONE = 1_000;
/** Ways to rank by co-plays alone, the most likely first, and weights beside the scores of the model. */
const HALF_LIVES = [1, 2, 4];
const SINGER_PLAYS = [10, 3, 0];
const BLENDS = [1, 10, 100];

/** Sessions, and how many users must judge. */
export interface SequenceTask {
  sessions: Sessions;
  leastUsers: number;
}

/** Songs as a version serves them that never saw the held-out days. */
export interface EarlySongs extends Pick<
  ModelArtefact,
  'factors' | 'songIds' | 'songFactors' | 'factorShare' | 'itemWeights' | 'popularity' | 'isCold'
> {
  objective: AlsObjective;
  singers: SongSingers;
}

type Way = Pick<NextWayDto, 'halfLife' | 'coPlayWeight' | 'singerPlays'>;
type Judgement = Omit<NextReportDto, 'sameSinger' | 'singerSpacing'>;
const MODEL_ALONE: Way = { halfLife: null, coPlayWeight: 0, singerPlays: 0 };
const CO_PLAYS_ALONE: Way = {
  halfLife: HALF_LIVES[0]!,
  coPlayWeight: ALONE,
  singerPlays: SINGER_PLAYS[0]!,
};

/** Songs of a session up to one, and the one behind it. Rows. */
interface Question {
  user: number;
  heard: number[];
  next: number;
}

/** @param sessions null: no session is known, and the model alone is served; else co-plays alone are. */
export function notJudged(reason: string, sessions: Sessions | null, k = K): Judgement {
  const way = sessions === null ? MODEL_ALONE : CO_PLAYS_ALONE;
  return { sessions: sessions === null ? 0 : countEarlier(sessions), users: 0, k, ways: [], ...way, reason };
}

/**
 * Chooses by one half of the users with a session after the cut, and judges by the other: how fast what was heard fades
 * and what songs of the same singers count where co-plays rank alone, then what these count beside the scores of the
 * model. Another way is served where it finds the next songs better for sure than co-plays alone.
 */
export function judgeNext(
  early: EarlySongs,
  { sessions, leastUsers }: SequenceTask,
  { k, maxUsers, seed }: Pick<EvaluationPlan, 'k' | 'maxUsers' | 'seed'>,
): Judgement {
  const { songIds, singers } = early;
  const coPlays = new CoPlays(sessions, songIds, singers, (n) => sessions.isLater[n] === 0);
  const halves = questionsOf(sessions, coPlays, seed, Math.min(MOST_USERS, maxUsers));
  const [choosing, judging] = halves.map((users) => users.flat()) as [Question[], Question[]];
  if (halves[1].length < leastUsers) {
    const judges = `${halves[1].length} users with a session of known songs on the held-out days judge`;
    return notJudged(`${judges}, and ${leastUsers} must (RECOMMENDER_GATE_USERS).`, sessions, k);
  }
  const ranks = ranker(early, coPlays, [...choosing, ...judging], k);
  const chosen = (ways: Way[]): Way => best(ways, (way) => mean(ranks(choosing, way)));
  const alone = chosen(
    SINGER_PLAYS.flatMap((singerPlays) =>
      HALF_LIVES.map((halfLife) => ({ halfLife, singerPlays, coPlayWeight: Infinity })),
    ),
  );
  const pure = { ...alone, coPlayWeight: ALONE };
  const blend = chosen(BLENDS.map((coPlayWeight) => ({ ...alone, coPlayWeight })));
  const before = ranks(judging, pure);
  const judged = [pure, MODEL_ALONE, blend].map((way): NextWayDto => {
    const found = ranks(judging, way);
    const ahead = way === pure ? null : meanInterval(byUser(judging, minus(found, before)), seed);
    const hits = found.map((rank) => Number(rank > 0));
    const [hitRate, mrr] = [hits, found].map((values) => meanInterval(byUser(judging, values), seed)) as [
      NextWayDto['mrr'],
      NextWayDto['mrr'],
    ];
    return { ...way, hitRate, mrr, ahead };
  });
  const better = judged.filter(({ ahead }) => ahead !== null && ahead.low > 0);
  const { halfLife, coPlayWeight, singerPlays } = best([judged[0]!, ...better], ({ mrr }) => mrr.value);
  return {
    sessions: countEarlier(sessions),
    users: halves[1].length,
    k,
    ways: judged,
    halfLife,
    coPlayWeight,
    singerPlays,
    reason:
      better.length > 0
        ? null
        : 'Nothing found the next songs of held-out sessions better for sure than co-plays alone.',
  };
}

/** How many sessions begin before the cut. */
function countEarlier({ isLater }: Sessions): number {
  return isLater.reduce((sum, later) => sum + 1 - later, 0);
}

/**
 * Two halves of the users, in random order: of each the first session after the cut with two songs from before it, at
 * some of its places, drawn at random.
 */
function questionsOf(
  { heard, starts, users, isLater }: Sessions,
  { rows, plays }: CoPlays,
  seed: number,
  most: number,
): [Question[][], Question[][]] {
  const random = new SeededRandom(seed);
  const asked: Question[][] = [];
  let last = -1;
  for (const [session, user] of users.entries()) {
    if (isLater[session] === 0 || user === last) continue;
    const places = heard.subarray(starts[session], starts[session + 1]);
    const songs = [...new Set(Array.from(places, (place) => rows[place]!))].filter((row) => plays[row]! > 0);
    if (songs.length < 2) continue;
    const order = random.shuffle(Int32Array.from({ length: songs.length - 1 }, (_, n) => n + 1));
    const cuts = Array.from(order.subarray(0, MOST_PLACES));
    asked.push(cuts.map((at) => ({ user, heard: songs.slice(0, at), next: songs[at]! })));
    last = user;
  }
  const order = Array.from(random.shuffle(Int32Array.from(asked.keys())).subarray(0, most));
  const half = (parity: number) => order.filter((_, n) => n % 2 === parity).map((n) => asked[n]!);
  return [half(0), half(1)];
}

/** Answers 1 by the place of the next song of each question, as {@link RecommenderModel.justHeard} ranks it. */
function ranker(
  early: EarlySongs,
  coPlays: CoPlays,
  asked: readonly Question[],
  k: number,
): (questions: readonly Question[], way: Way) => Float64Array {
  const { factors, songFactors, isCold, objective } = early;
  const index = new VectorScan(songFactors, factors);
  isCold.forEach((mark, row) => {
    if (mark === WITHOUT_VECTOR) index.hide(row);
  });
  const scorer = new SongScorer(index, early);
  const folding = FoldIn.over(learnedVectors(early), factors, objective);
  const songs = [...new Set(asked.flatMap(({ heard }) => heard))].sort((a, b) => a - b);
  const weights = new Map<number, SparseRows>();
  const weightsOf = (singerPlays: number): SparseRows => {
    const known = weights.get(singerPlays) ?? coPlays.weights({ singerPlays, weight: 1 }, songs);
    weights.set(singerPlays, known);
    return known;
  };
  return (questions, { halfLife, coPlayWeight, singerPlays }) => {
    const shares = weightsOf(singerPlays);
    // By co-plays and nothing else no vector is read.
    const ranking =
      coPlayWeight === Infinity ? new SongScorer(index, { factorShare: 0, itemWeights: shares }) : scorer;
    const isBeside = coPlayWeight > 0 && coPlayWeight < Infinity;
    const weighed = { ...shares, weights: shares.weights.map((share) => coPlayWeight * share) };
    const beside = isBeside ? { coPlays: new LinearItems(weighed) } : {};
    return Float64Array.from(questions, ({ heard, next }) => {
      const { songs: liked, weights: counts } = historyAfter(heard, halfLife);
      const vector = folding.solve(index.vectorsOf(liked), counts);
      const taste = { vector, liked, counts, ...beside };
      return 1 / (ranking.top(taste, k, liked).indices.indexOf(next) + 1 || Infinity);
    });
  };
}

function best<Entry>(entries: readonly Entry[], value: (entry: Entry) => number): Entry {
  const values = entries.map(value);
  return entries[values.indexOf(Math.max(...values))]!;
}

/** Means by user, whose questions follow each other. */
function byUser(questions: readonly Question[], values: Float64Array): Float64Array {
  const sums = new Map<number, { sum: number; count: number }>();
  questions.forEach(({ user }, n) => {
    const { sum, count } = sums.get(user) ?? { sum: 0, count: 0 };
    sums.set(user, { sum: sum + values[n]!, count: count + 1 });
  });
  return Float64Array.from(sums.values(), ({ sum, count }) => sum / count);
}

function minus(values: Float64Array, others: Float64Array): Float64Array {
  return values.map((value, n) => value - others[n]!);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
