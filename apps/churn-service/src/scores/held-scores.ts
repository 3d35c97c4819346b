import { SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import type { ScoreSet } from './score-set.js';
import { ScoresRepository } from './scores.repository.js';
import type { StoredScore } from './scores.repository.js';

/** Two sets are the same scores when all of this is. */
type SetRevision = Pick<ScoreSet, 'snapshotDate' | 'versionId' | 'revision'>;

const MIB = 2 ** 20;
/** After a set could not be read, be it that PostgreSQL was away. */
const AGAIN_AFTER_MS = 10_000;

/** Scores of one set in memory, users ascending. */
export class ScoreColumns {
  private rows = 0;
  private readonly userIds: BigInt64Array;
  private readonly probabilities: Float64Array;
  private readonly features: Float32Array;
  /** 1: churned, 0: stayed, -1: not known yet. */
  private readonly outcomes: Int8Array;

  constructor(
    users: number,
    private readonly width: number,
  ) {
    this.userIds = new BigInt64Array(users);
    this.probabilities = new Float64Array(users);
    this.features = new Float32Array(users * width);
    this.outcomes = new Int8Array(users);
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
    this.rows++;
  }

  /** The score of a user; null for who has none. Its features are those in memory: they may not be changed. */
  find(userId: string): StoredScore | null {
    const id = BigInt(userId);
    let [low, high] = [0, this.rows];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.userIds[middle]! < id) low = middle + 1;
      else high = middle;
    }
    if (low === this.rows || this.userIds[low] !== id) return null;
    const outcome = this.outcomes[low]!;
    return {
      userId: id.toString(),
      probability: this.probabilities[low]!,
      features: this.features.subarray(low * this.width, (low + 1) * this.width),
      churned: outcome < 0 ? null : outcome === 1,
    };
  }
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
  /** The set whose reading began last; null columns: it is not read yet, or cannot be. */
  private held: { readonly set: SetRevision; columns: ScoreColumns | null } | null = null;

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

  /** Null while the newest set is not held; then it begins to be read. */
  columnsOf(set: ScoreSet): ScoreColumns | null {
    if (this.held === null || !isSameSet(this.held.set, set)) {
      this.held = { set, columns: null };
      void this.hold(set, this.held);
    }
    return this.held.columns;
  }

  /** Reads a set into memory. Never throws. */
  private async hold(set: ScoreSet, held: { columns: ScoreColumns | null }): Promise<void> {
    try {
      held.columns = await this.read(set);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Scores of ${set.snapshotDate} are not held in memory: ${why}`);
      setTimeout(() => {
        if (this.held === held) this.held = null;
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
        // User, probability, features and outcome.
        if (set.userCount * (8 + 8 + 4 * width + 1) > this.limit) return null;
        columns = new ScoreColumns(set.userCount, width);
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
function isSameSet(one: SetRevision, other: SetRevision): boolean {
  return (
    one.revision === other.revision &&
    one.snapshotDate === other.snapshotDate &&
    one.versionId === other.versionId
  );
}
