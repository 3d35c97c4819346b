import { FoldIn, VectorScan } from '#kernels';
import { LinearItems, SeededRandom } from '#ml';
import type { AlsObjective } from '#ml';
import type { TrainedModel } from '../engines/training-engine.js';
import { K } from '../evaluation/evaluation-plan.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import { meanInterval } from '../evaluation/model-evaluation.js';
import type { NextReportDto, NextWayDto } from '../evaluation/next-report.dto.js';
import { historyAfter } from '../model/history.js';
import { SongScorer } from '../model/song-scorer.js';
import { countCoPlays, rowsOf } from './co-plays.js';
import type { Sessions } from './sessions.repository.js';

/** Half-lives and weights of co-plays that are tried. */
const HALF_LIVES = [1, 3, 10];
const CO_PLAY_WEIGHTS = [0.3, 1, 3, 10];
/** Users who are asked, at most. */
const MOST_USERS = 2_000;

/** Sessions, and how many users must judge. */
export interface SequenceTask {
  sessions: Sessions;
  leastUsers: number;
}

/** A version that never saw the held-out days. */
interface EarlyModel {
  model: TrainedModel;
  objective: AlsObjective;
  songIds: BigInt64Array;
}

type Way = Pick<NextWayDto, 'halfLife' | 'coPlayWeight'>;
const PLAIN: Way = { halfLife: null, coPlayWeight: 0 };

/** Songs of a session up to one, and the one behind it. Rows. */
interface Question {
  heard: number[];
  next: number;
}

export function notJudged(reason: string, k = K, sessions = 0): NextReportDto {
  return { sessions, users: 0, k, ways: [], ...PLAIN, reason };
}

/**
 * Chooses by one half of the users with a session after the cut, and judges by the other: first how fast what was heard
 * fades, then what co-plays of the days before count. Each is served where it finds the next songs better for sure.
 */
export function judgeNext(
  early: EarlyModel,
  { sessions, leastUsers }: SequenceTask,
  { k, maxUsers, seed }: Pick<EvaluationPlan, 'k' | 'maxUsers' | 'seed'>,
): NextReportDto {
  const before = sessions.isLater.reduce((sum, later) => sum + 1 - later, 0);
  const rows = rowsOf(sessions, early.songIds);
  const asked = questionsOf(sessions, rows, seed).slice(0, Math.min(MOST_USERS, maxUsers));
  const [choosing, judging] = [0, 1].map((half) => asked.filter((_, n) => n % 2 === half)) as [
    Question[],
    Question[],
  ];
  if (judging.length < leastUsers) {
    const found = `${judging.length} users with a session of known songs on the held-out days judge`;
    return notJudged(`${found}, and ${leastUsers} must (RECOMMENDER_GATE_USERS).`, k, before);
  }
  const shares = countCoPlays(sessions, rows, early.songIds.length, 1, (n) => sessions.isLater[n] === 0);
  const ranks = ranker(early, shares, k);
  const quality = (found: Float64Array, ahead: NextWayDto['ahead']) => ({
    hitRate: meanInterval(
      found.map((rank) => Number(rank > 0)),
      seed,
    ),
    mrr: meanInterval(found, seed),
    ahead,
  });
  let served = { way: PLAIN, found: ranks(judging, PLAIN) };
  const ways: NextWayDto[] = [{ ...PLAIN, ...quality(served.found, null) }];
  const tryOut = (tried: Way[]): void => {
    const way = best(tried, (one) => mean(ranks(choosing, one)));
    const found = ranks(judging, way);
    const ahead = meanInterval(
      found.map((rank, n) => rank - served.found[n]!),
      seed,
    );
    ways.push({ ...way, ...quality(found, ahead) });
    if (ahead.low > 0) served = { way, found };
  };
  tryOut(HALF_LIVES.map((halfLife) => ({ ...served.way, halfLife })));
  tryOut(CO_PLAY_WEIGHTS.map((coPlayWeight) => ({ ...served.way, coPlayWeight })));
  const reason =
    'Neither a half-life nor co-plays found the next songs of held-out sessions better for sure.';
  return {
    sessions: before,
    users: judging.length,
    k,
    ways,
    ...served.way,
    reason: served.way === PLAIN ? reason : null,
  };
}

/** Of each user the first session after the cut with two songs of the model, cut at random; in random order. */
function questionsOf(sessions: Sessions, rows: Int32Array, seed: number): Question[] {
  const { heard, starts, users, isLater } = sessions;
  const random = new SeededRandom(seed);
  const asked: Question[] = [];
  let last = -1;
  for (const [session, user] of users.entries()) {
    if (isLater[session] === 0 || user === last) continue;
    const places = heard.subarray(starts[session], starts[session + 1]);
    const songs = [...new Set(Array.from(places, (place) => rows[place]!))].filter((row) => row !== -1);
    if (songs.length < 2) continue;
    const at = 1 + random.int(songs.length - 1);
    asked.push({ heard: songs.slice(0, at), next: songs[at]! });
    last = user;
  }
  const order = random.shuffle(Int32Array.from(asked.keys()));
  return Array.from(order, (n) => asked[n]!);
}

/** Answers 1 by the place of the next song of each question, as {@link RecommenderModel.justHeard} ranks it. */
function ranker(
  { model, objective }: EarlyModel,
  shares: ReturnType<typeof countCoPlays>,
  k: number,
): (questions: readonly Question[], way: Way) => Float64Array {
  const { factors, songFactors } = model;
  const index = new VectorScan(songFactors, factors);
  const scorer = new SongScorer(index, model);
  const folding = FoldIn.over(songFactors, factors, objective);
  return (questions, { halfLife, coPlayWeight }) => {
    const weighed = { ...shares, weights: shares.weights.map((share) => coPlayWeight * share) };
    const coPlays = coPlayWeight === 0 ? {} : { coPlays: new LinearItems(weighed) };
    return Float64Array.from(questions, ({ heard, next }) => {
      const { songs, weights } = historyAfter(heard, halfLife);
      const vector = folding.solve(index.vectorsOf(songs), weights);
      const taste = { vector, liked: songs, counts: weights, ...coPlays };
      return 1 / (scorer.top(taste, k, songs).indices.indexOf(next) + 1 || Infinity);
    });
  };
}

function best<Entry>(entries: readonly Entry[], value: (entry: Entry) => number): Entry {
  const values = entries.map(value);
  return entries[values.indexOf(Math.max(...values))]!;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
