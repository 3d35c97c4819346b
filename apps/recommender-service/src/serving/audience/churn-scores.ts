import { Injectable } from '@nestjs/common';
import { ServingStateChanges } from '../../registry/serving-state.js';
import { AudienceRepository } from './audience.repository.js';
import type { WrittenScores } from './audience.repository.js';
import type { ScoreTable } from './score-table.js';

interface ReadScores {
  set: WrittenScores;
  reading: Promise<ScoreTable>;
  /** Null until it has been read. */
  table: ScoreTable | null;
}

/** The newest churn scores in memory, read once: a score set never changes, but for users who are erased. */
@Injectable()
export class ChurnScores {
  private newest: ReadScores | null = null;

  constructor(
    private readonly audience: AudienceRepository,
    changes: ServingStateChanges,
  ) {
    changes.onNewer('erasures', () => (this.newest = null));
  }

  /** The whole set. */
  table(set: WrittenScores): Promise<ScoreTable> {
    return this.of(set).reading;
  }

  /**
   * Probabilities of some users, null for those who were not scored: from memory, or from PostgreSQL while
   * the set is being read.
   */
  async probabilities(userIds: readonly string[], set: WrittenScores | null): Promise<(number | null)[]> {
    if (set === null) return userIds.map(() => null);
    const { table } = this.of(set);
    if (table !== null) return userIds.map((userId) => table.probability(userId));
    const found = await this.audience.probabilities(userIds, set);
    return userIds.map((userId) => found.get(userId) ?? null);
  }

  private of(set: WrittenScores): ReadScores {
    if (this.newest !== null && isSame(this.newest.set, set)) return this.newest;
    const read: ReadScores = { set, reading: this.audience.scores(set), table: null };
    this.newest = read;
    read.reading.then(
      (table) => (read.table = table),
      () => {
        if (this.newest === read) this.newest = null;
      },
    );
    return read;
  }
}

function isSame(one: WrittenScores, other: WrittenScores): boolean {
  return (
    one.snapshotDate === other.snapshotDate &&
    one.versionId === other.versionId &&
    one.scoredAt === other.scoredAt
  );
}
