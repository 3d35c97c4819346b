import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { NewScoreSet } from './score-set.js';

type Follow = (transaction: Transaction, set: NewScoreSet) => Promise<void>;

/** What else is changed in the transaction that publishes scores, by folders above this one. */
@Injectable()
export class ScorePublications {
  private readonly followers: Follow[] = [];

  /**
   * To be called in onModuleInit.
   * @param follow called when all scores are written; what it throws leaves those from before
   */
  onPublish(follow: Follow): void {
    this.followers.push(follow);
  }

  async published(transaction: Transaction, set: NewScoreSet): Promise<void> {
    for (const follow of this.followers) await follow(transaction, set);
  }
}
