import { VectorScan } from '#kernels';
import type { TrainedModel } from '../engines/training-engine.js';
import { columnsOf } from '../evaluation/hold-out.js';
import { meanInterval } from '../evaluation/model-evaluation.js';
import type { SearchWeightDto } from '../evaluation/search-weight.dto.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { SongScorer } from '../model/song-scorer.js';
import { fusedRows, RANKED } from './reciprocal-ranks.js';
import { firstByText, SongTexts, soughtBy } from './song-texts.js';
import type { TextBlock } from './song-texts.js';

/** A search of held-out days that was followed by plays: rows of the pair table. */
export interface AskedSearch {
  /** Of the later half of these days. */
  isLater: boolean;
  user: number;
  query: string;
  played: number[];
}

/** What a weight is learned and judged by. Of users in any order; those of one stand together. */
export interface SearchTask {
  /** What the songs of the table are called, in its order. */
  blocks: TextBlock[];
  searches: AskedSearch[];
  /** The last day of the earlier half. */
  learnedTo: string;
  /** Fewer users cannot decide. */
  leastUsers: number;
}

/** What a user's ranks may weigh where those by text weigh 1. */
const WEIGHTS = [0, 0.1, 0.2, 0.5, 1, 2, 5];
/** Users and searches of each of them; looking for one takes a few milliseconds. */
const MOST_USERS = 1_000;
const MOST_SEARCHES = 3;

interface AnsweredSearch {
  byText: Int32Array;
  byUser: Int32Array;
  wanted: ReadonlySet<number>;
}

/**
 * The weight of a user's scores in answers to searches: the one with the best mean reciprocal rank of the played
 * song on the earlier held-out days, where it gains on the later ones, too; else 0. What ranks, vectors and numbers
 * of listeners, has seen none of these days.
 * @param model a fit of `early`
 */
export async function learnSearchWeight(
  model: TrainedModel,
  early: InteractionMatrix,
  { blocks, searches, learnedTo, leastUsers }: SearchTask,
  seed: number,
): Promise<SearchWeightDto> {
  const answeredOf = (later: boolean) =>
    answered(
      model,
      early,
      new SongTexts(blocks),
      searches.filter(({ isLater }) => isLater === later),
    );
  const [learnedUsers, judgedUsers] = [await answeredOf(false), await answeredOf(true)];
  const means = WEIGHTS.map((weight) => mean(reciprocalRanks(learnedUsers, weight)));
  const best = WEIGHTS[means.indexOf(Math.max(...means))]!;
  const byText = reciprocalRanks(judgedUsers, 0);
  const fused = reciprocalRanks(judgedUsers, best);
  const gain = meanInterval(
    fused.map((rank, user) => rank - byText[user]!),
    seed,
  );
  const users = Math.min(learnedUsers.length, judgedUsers.length);
  const isGained = users >= leastUsers && gain.low > 0;
  return {
    weight: isGained ? best : 0,
    reason: isGained ? null : whyNot(users, leastUsers, best),
    learnedTo,
    users: judgedUsers.length,
    searches: judgedUsers.flat().length,
    textMrr: mean(byText),
    fusedMrr: mean(fused),
    gain,
  };
}

function whyNot(users: number, leastUsers: number, best: number): string {
  if (users < leastUsers)
    return `Only ${users} users played on a held-out day what they had searched for; ${leastUsers} are needed.`;
  return best === 0
    ? 'On the earlier held-out days no weight found the played song higher than text and popularity do.'
    : 'On the later held-out days it is not shown to find the played song higher than text and popularity do.';
}

/** The searches whose text finds a song that was played, by user. */
async function answered(
  model: TrainedModel,
  early: InteractionMatrix,
  texts: SongTexts,
  searches: readonly AskedSearch[],
): Promise<AnsweredSearch[][]> {
  const { factors, userFactors, songFactors } = model;
  const scorer = new SongScorer(new VectorScan(songFactors, factors), model);
  const listeners = early.songOf.map((song) => (song === -1 ? 0 : early.listeners[song]!));
  const byUser = new Map<number, AnsweredSearch[]>();
  for (const { user, query, played } of searches) {
    const liked = columnsOf(early.liked, user);
    const own = byUser.get(user) ?? [];
    const sought = soughtBy(query);
    if (liked.length === 0 || sought === null || own.length === MOST_SEARCHES) continue;
    if (byUser.size === MOST_USERS && own.length === 0) break;
    const hoped = new Set(played.filter((row) => texts.match(row, sought) !== undefined));
    if (hoped.size === 0) continue;
    const found = await texts.findAll(sought);
    const wanted = new Set(found.rows.filter((row) => hoped.has(row)));
    if (wanted.size === 0) continue;
    const songs = found.rows.map((row) => early.songOf[row]!).filter((song) => song !== -1);
    const taste = { vector: userFactors.subarray(user * factors, (user + 1) * factors), liked };
    const best = scorer.topAmong(taste, songs, RANKED).map((song) => early.tableSongs[song]!);
    own.push({ byText: firstByText(found, listeners, RANKED), byUser: best, wanted });
    byUser.set(user, own);
  }
  return [...byUser.values()];
}

/** Mean over the searches of each user of one over the place of the first song that was played; 0: not ranked. */
function reciprocalRanks(users: readonly AnsweredSearch[][], weight: number): number[] {
  return users.map((searches) =>
    mean(
      searches.map(({ byText, byUser, wanted }) => {
        const place = fusedRows(byText, byUser, weight).findIndex((row) => wanted.has(row));
        return place === -1 ? 0 : 1 / (place + 1);
      }),
    ),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
