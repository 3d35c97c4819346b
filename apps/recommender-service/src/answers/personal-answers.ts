import { Injectable } from '@nestjs/common';
import type { Asking } from '../listener/listeners.js';
import { KeptLists } from './kept-lists.js';
import { RecommendationIds } from './recommendation-id.js';

type Asker = Pick<Asking, 'userId' | 'served' | 'state' | 'hasNews'>;

const BEFORE_ID = Buffer.from('"recommendationId":"');

/**
 * Answers to a user as they were made. One is given again while the user has no news, and the version, the serving state and the question are the
 * same; what else it depends on belongs to the question.
 */
@Injectable()
export class PersonalAnswers {
  constructor(
    private readonly kept: KeptLists,
    private readonly ids: RecommendationIds,
  ) {}

  /** The answer as it was, under a new recommendation id where it has one; null: it must be made. */
  async find(asking: Asker, question: readonly unknown[]): Promise<Buffer | null> {
    if (asking.hasNews) return null;
    const kept = this.kept.find(asking.state, keyOf(asking, question));
    return kept === null ? null : await this.underNewId(kept, asking);
  }

  /** @param answer with a recommendation id only if that is of a list by the trained vector. */
  keep(asking: Asker, question: readonly unknown[], answer: Buffer): void {
    if (!asking.hasNews) this.kept.keep(asking.state, keyOf(asking, question), answer);
  }

  /** The first member of the name: texts cannot hold its quotes. Of one origin, ids are of one length. */
  private async underNewId(kept: Buffer, { userId, served }: Asker): Promise<Buffer> {
    const at = kept.indexOf(BEFORE_ID);
    if (at === -1) return kept;
    const newId = await this.ids.maker();
    const { version, experimentId, variant } = served;
    const answer = Buffer.from(kept);
    const id = newId({ modelVersion: version.version, source: 'model', experimentId, variant, userId });
    answer.write(id, at + BEFORE_ID.length, 'latin1');
    return answer;
  }
}

function keyOf({ userId, served }: Asker, question: readonly unknown[]): string {
  const { version, experimentId, variant } = served;
  return JSON.stringify([version.id, experimentId, variant, userId, question]);
}
