import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { NewScoreSet } from './score-set.js';

/** Scores of some users, as they are being stored. */
export interface PublishedScores {
  readonly userIds: BigInt64Array;
  readonly probabilities: Float32Array;
  /** users x features, in the order of the version's catalogue. */
  readonly features: Float32Array;
}

/** Reads the scores of one set while they are published. */
export interface PublicationReader {
  /** Called with each piece; users come in no order. */
  read(piece: PublishedScores): void;
  /** Called when all scores are written. What it throws leaves the scores from before. */
  finish(): Promise<void>;
}

/** @param transaction the one that publishes the set, @returns null: the set is not of interest */
type OpenReader = (transaction: Transaction, set: NewScoreSet) => Promise<PublicationReader | null>;

/** What else is changed in the transaction that publishes scores, by folders above this one. */
@Injectable()
export class ScorePublications {
  private readonly openers: OpenReader[] = [];

  /** Call it in onModuleInit. */
  onPublish(open: OpenReader): void {
    this.openers.push(open);
  }

  /** Before the first score is written. */
  async open(transaction: Transaction, set: NewScoreSet): Promise<PublicationReader[]> {
    const readers: PublicationReader[] = [];
    for (const open of this.openers) {
      const reader = await open(transaction, set);
      if (reader !== null) readers.push(reader);
    }
    return readers;
  }
}
