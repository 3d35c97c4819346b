import { Injectable } from '@nestjs/common';
import { KeptAnswers } from '../../answers/kept-answers.js';
import type { AudienceBasis } from './audience-basis.js';
import { AudienceRepository } from './audience.repository.js';
import type { NewsOfUsers } from './news-of-users.js';

/** An answer about users before it is written. */
export interface AudienceAnswer {
  answer: object;
  /** Null when no user was looked at. */
  news: NewsOfUsers | null;
}

interface Checked {
  news: NewsOfUsers | null;
  /** The last one in which the news were seen to be the same. */
  snapshot: string;
}

/**
 * Lists of users as they were answered. One is answered again when its basis is the same and nothing has
 * happened to the users it looked at: which is certain while the snapshot of the database is the same, and is
 * asked otherwise.
 */
@Injectable()
export class KeptAudiences {
  private readonly checked = new WeakMap<Buffer, Checked>();

  constructor(
    private readonly kept: KeptAnswers,
    private readonly audience: AudienceRepository,
  ) {}

  /** The answer as JSON. @param question everything that was asked. @param make makes it on the basis. */
  async answer(
    basis: AudienceBasis,
    question: readonly unknown[],
    make: () => Promise<AudienceAnswer>,
  ): Promise<Buffer> {
    const { state, scores, fresh, groups } = basis;
    // A table of fresh users is of one version.
    const key = JSON.stringify([question, scores, fresh.number, groups.map((group) => group.number)]);
    const kept = await this.kept.find(state, key, (answer) => this.holds(answer, basis.snapshot));
    if (kept !== null) return kept;
    const { answer, news } = await make();
    const written = Buffer.from(JSON.stringify(answer));
    this.checked.set(written, { news, snapshot: basis.snapshot });
    this.kept.keep(state, key, written);
    return written;
  }

  private async holds(kept: Buffer, snapshot: string): Promise<boolean> {
    const checked = this.checked.get(kept)!;
    if (checked.snapshot === snapshot || checked.news === null) return true;
    if (!(await checked.news.isUnchanged(this.audience))) return false;
    checked.snapshot = snapshot;
    return true;
  }
}
