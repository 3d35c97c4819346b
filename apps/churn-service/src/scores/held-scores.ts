import { SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ChurnSettings } from '../settings.js';
import { daysOfCohort, firstEventPlace } from './cohorts.js';
import type { DayRange } from './cohorts.js';
import { descendingOrder } from './rank-order.js';
import type { ScoreSet } from './score-set.js';
import { ScoresRepository } from './scores.repository.js';
import type { RankedPart, StoredScore } from './scores.repository.js';

/** Two sets are the same scores when all of this is. */
type SetRevision = Pick<ScoreSet, 'snapshotDate' | 'versionId' | 'revision'>;

const MIB = 2 ** 20;
/** After a set could not be read, be it that PostgreSQL was away. */
const AGAIN_AFTER_MS = 10_000;

/**
 * Rows, highest probability first, and the days from the first event of each: the users of a cohort are
 * looked for among all, one after the other.
 */
interface Ranking {
  readonly order: Uint32Array;
  readonly firstEvents: Uint16Array;
}

/** Scores of one set in memory, users ascending. */
export class ScoreColumns {
  private rows = 0;
  private readonly userIds: BigInt64Array;
  private readonly probabilities: Float64Array;
  private readonly features: Float32Array;
  /** 1: churned, 0: stayed, -1: not known yet. */
  private readonly outcomes: Int8Array;
  /** Days from the first event. */
  private readonly firstEvents: Uint16Array;
  /** Made when it is asked for first. */
  private ranking: Ranking | null = null;

  /** @param firstEventPlace of the days from the first event among the features */
  constructor(
    users: number,
    private readonly width: number,
    private readonly firstEventPlace: number,
  ) {
    this.userIds = new BigInt64Array(users);
    this.probabilities = new Float64Array(users);
    this.features = new Float32Array(users * width);
    this.outcomes = new Int8Array(users);
    this.firstEvents = new Uint16Array(users);
  }

  /** What so many users take up. */
  static bytesOf(users: number, width: number): number {
    return users * (8 + 8 + 4 * width + 1 + 2 + (4 + 2));
  }

  get users(): number {
    return this.rows;
  }

  /** @throws RangeError for one too many, or one that is not above the last */
  add({ userId, probability, features, churned }: StoredScore): void {
    const id = BigInt(userId);
    const isInOrder = this.rows === 0 || id > this.userIds[this.rows - 1]!;
    if (this.rows === this.userIds.length || !isInOrder)
      throw new RangeError(`User ${userId} has no place among ${this.userIds.length} ascending users.`);
    this.userIds[this.rows] = id;
    this.probabilities[this.rows] = probability;
    this.features.set(features, this.rows * this.width);
    this.outcomes[this.rows] = churned === null ? -1 : Number(churned);
    this.firstEvents[this.rows] = features[this.firstEventPlace]!;
    this.rows++;
  }

  /** The score of a user; null for who has none. Its features are those in memory: they may not be changed. */
  find(userId: string): StoredScore | null {
    const id = BigInt(userId);
    const row = firstWithout(0, this.rows, (place) => this.userIds[place]! < id);
    return row === this.rows || this.userIds[row] !== id ? null : this.score(row);
  }

  /**
   * As `ScoresRepository.ranked` reads it, but for those who are excluded, who are here too.
   * @param days from the first event of the users who are meant; null: of all
   */
  ranked({ from, below, behind, limit }: Omit<RankedPart, 'cohort'>, days: DayRange | null): StoredScore[] {
    const { order, firstEvents } = (this.ranking ??= this.rank());
    const least = Math.fround(from);
    const most = Math.fround(below);
    const last = Math.fround(behind.probability);
    const lastId = BigInt(behind.userId);
    const isBefore = (row: number): boolean => {
      const probability = Math.fround(this.probabilities[row]!);
      return (
        probability >= most || probability > last || (probability === last && this.userIds[row]! <= lastId)
      );
    };
    const begin = firstWithout(0, order.length, (place) => isBefore(order[place]!));
    const end = firstWithout(
      begin,
      order.length,
      (place) => Math.fround(this.probabilities[order[place]!]!) >= least,
    );
    const scores: StoredScore[] = [];
    for (let place = begin; place < end && scores.length < limit; place++) {
      const first = firstEvents[place]!;
      if (days === null || (first >= days.least && first <= days.most))
        scores.push(this.score(order[place]!));
    }
    return scores;
  }

  private rank(): Ranking {
    const order = descendingOrder(this.probabilities.subarray(0, this.rows));
    const firstEvents = new Uint16Array(order.length);
    for (let place = 0; place < order.length; place++) firstEvents[place] = this.firstEvents[order[place]!]!;
    return { order, firstEvents };
  }

  private score(row: number): StoredScore {
    const outcome = this.outcomes[row]!;
    return {
      userId: this.userIds[row]!.toString(),
      probability: this.probabilities[row]!,
      features: this.features.subarray(row * this.width, (row + 1) * this.width),
      churned: outcome < 0 ? null : outcome === 1,
    };
  }
}

/**
 * The first place from `begin` to `end` of which `holds` is not true; it is true of all before that one, and
 * of none after.
 */
function firstWithout(begin: number, end: number, holds: (place: number) => boolean): number {
  let [low, high] = [begin, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Holds the scores of the newest set in memory, within CHURN_SERVING_MEMORY_MB. A set is read at its first
 * request, a piece at a time, while requests are answered from PostgreSQL; of a set that is too large, or
 * cannot be read, they all are. What is in memory is one revision of a set, as one statement saw it, and is
 * used for no other.
 */
@Injectable()
export class HeldScores {
  private readonly logger = new Logger('scores');
  private readonly limit: number;
  private held: { readonly set: SetRevision; readonly columns: ScoreColumns } | null = null;
  /** The set whose reading began last. */
  private begun: SetRevision | null = null;

  constructor(
    @Inject(SETTINGS) settings: ChurnSettings,
    private readonly scores: ScoresRepository,
  ) {
    this.limit = settings.CHURN_SERVING_MEMORY_MB * MIB;
  }

  /** Those of the users who have a score in the newest set. `userIds` without those who are excluded now. */
  async find(userIds: readonly string[], set: ScoreSet): Promise<StoredScore[]> {
    const columns = this.columnsOf(set);
    if (columns === null) return await this.scores.find(userIds, set);
    return userIds.map((userId) => columns.find(userId)).filter((score) => score !== null);
  }

  /** Part of the newest set, highest probability first, who is excluded too; null while it is not held. */
  ranked(part: RankedPart, set: ScoreSet): StoredScore[] | null {
    const days = part.cohort === null ? null : daysOfCohort(part.cohort, set);
    return this.columnsOf(set)?.ranked(part, days) ?? null;
  }

  /** Null while the newest set is not held; then it begins to be read. */
  private columnsOf(set: ScoreSet): ScoreColumns | null {
    if (this.held !== null && isSameSet(this.held.set, set)) return this.held.columns;
    if (!isSameSet(this.begun, set)) void this.hold(set);
    return null;
  }

  /** Reads a set into memory. Never throws. */
  private async hold(set: ScoreSet): Promise<void> {
    this.begun = set;
    this.held = null;
    try {
      const columns = await this.read(set);
      // Another one may be asked for by now.
      if (columns === null || this.begun !== set) return;
      this.held = { set, columns };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Scores of ${set.snapshotDate} are not held in memory: ${why}`);
      setTimeout(() => {
        if (this.begun === set) this.begun = null;
      }, AGAIN_AFTER_MS).unref();
    }
  }

  /** null when the set is too large, has no features any more, or is another one by now. */
  private async read(set: ScoreSet): Promise<ScoreColumns | null> {
    let columns: ScoreColumns | null = null;
    for await (const rows of this.scores.whole(set)) {
      if (columns === null) {
        const width = rows[0]!.features.length;
        if (width === 0) return null;
        if (ScoreColumns.bytesOf(set.userCount, width) > this.limit) return null;
        columns = new ScoreColumns(set.userCount, width, firstEventPlace(set));
      }
      for (const row of rows) {
        if (row.revision !== set.revision) return null;
        columns.add(row);
      }
    }
    return columns;
  }
}

/** Whether they hold the same scores. */
export function isSameSet(one: SetRevision | null, other: SetRevision): boolean {
  return (
    one !== null &&
    one.revision === other.revision &&
    one.snapshotDate === other.snapshotDate &&
    one.versionId === other.versionId
  );
}
