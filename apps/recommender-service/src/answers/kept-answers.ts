import { BoundedCache, countLookups, Metrics, SETTINGS } from '#common';
import type { CacheLookups } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import type { ListSource } from '../listener/listener.js';
import type { Asking } from '../listener/listeners.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import type { ServingState } from '../registry/serving-state.js';
import { RecommendationIds } from './recommendation-id.js';

const MIB = 2 ** 20;
/** What an entry takes in addition to its bytes, roughly. */
const ENTRY_BYTES = 400;
const BEFORE_ID = Buffer.from('"recommendationId":"');

/** What every answer depends on, with numbers that only grow. */
const REVISIONS = ['hiddenRevision', 'namesRevision', 'erasures'] as const;
type Revisions = Pick<ServingState, (typeof REVISIONS)[number]>;

/**
 * Answers as they were made, within a memory setting; beyond it those kept longest go. All are of one state:
 * when a song is hidden or renamed, or users have been erased, every answer is made anew.
 */
@Injectable()
export class KeptAnswers {
  private readonly answers = new BoundedCache<Buffer>((answer) => answer.length + ENTRY_BYTES);
  private readonly room: number;
  private readonly lookups: CacheLookups;
  private of: Revisions = { hiddenRevision: -1, namesRevision: -1, erasures: -1 };

  constructor(@Inject(SETTINGS) settings: RecommenderSettings, metrics: Metrics) {
    this.room = settings.RECOMMENDER_SERVING_MEMORY_MB * MIB;
    this.lookups = countLookups(metrics, 'answers');
  }

  /** Null: it must be made. @param holds whether one that was kept in this state may be given again */
  async find(
    state: Revisions,
    key: string,
    holds: (answer: Buffer) => boolean | Promise<boolean>,
  ): Promise<Buffer | null> {
    const answer = this.isOf(state) ? this.answers.get(key) : undefined;
    if (answer !== undefined && (await holds(answer))) {
      this.lookups.hit();
      return answer;
    }
    this.lookups.miss();
    return null;
  }

  /**
   * In place of an earlier one.
   * @param state the one that the answer was made in; an answer of an older one is released
   */
  keep(state: Revisions, key: string, answer: Buffer): void {
    if (REVISIONS.some((revision) => state[revision] < this.of[revision])) return;
    if (!this.isOf(state)) {
      this.answers.clear();
      const { hiddenRevision, namesRevision, erasures } = state;
      // Not the state itself, which holds its models.
      this.of = { hiddenRevision, namesRevision, erasures };
    }
    this.answers.set(key, answer, this.room);
  }

  private isOf(state: Revisions): boolean {
    return REVISIONS.every((revision) => state[revision] === this.of[revision]);
  }
}

type Asker = Pick<Asking, 'userId' | 'served' | 'state' | 'isExcluded' | 'news'>;

interface Made {
  /** Of the events since the training. */
  newsMark: string;
  source: ListSource;
}

/**
 * Answers to users. One is given again while the user's events since the training, the version, the serving
 * state and the question are the same; what else it depends on belongs to the question. An excluded user has
 * none.
 */
@Injectable()
export class PersonalAnswers {
  private readonly made = new WeakMap<Buffer, Made>();

  constructor(
    private readonly kept: KeptAnswers,
    private readonly ids: RecommendationIds,
  ) {}

  /** The answer as it was, under a new recommendation id where it has one; null: it must be made. */
  async find(asking: Asker, question: readonly unknown[]): Promise<Buffer | null> {
    if (asking.isExcluded || asking.news.isErased) return null;
    const kept = await this.kept.find(
      asking.state,
      keyOf(asking, question),
      (answer) => this.made.get(answer)!.newsMark === markOf(asking.news),
    );
    return kept === null ? null : await this.underNewId(kept, asking);
  }

  /** @param source of its recommendation id, where it has one */
  keep(asking: Asker, question: readonly unknown[], answer: Buffer, source: ListSource): void {
    if (asking.isExcluded || asking.news.isErased) return;
    this.made.set(answer, { newsMark: markOf(asking.news), source });
    this.kept.keep(asking.state, keyOf(asking, question), answer);
  }

  /** The first member of the name: texts cannot hold its quotes. Of one origin, ids are of one length. */
  private async underNewId(kept: Buffer, { userId, served }: Asker): Promise<Buffer> {
    const at = kept.indexOf(BEFORE_ID);
    if (at === -1) return kept;
    const newId = await this.ids.maker();
    const { version, experimentId, variant } = served;
    const { source } = this.made.get(kept)!;
    const answer = Buffer.from(kept);
    const id = newId({ modelVersion: version.version, source, experimentId, variant, userId });
    answer.write(id, at + BEFORE_ID.length, 'latin1');
    return answer;
  }
}

function keyOf({ userId, served }: Asker, question: readonly unknown[]): string {
  const { version, experimentId, variant } = served;
  return JSON.stringify([version.id, experimentId, variant, userId, question]);
}

/** Short, and another one for other events. */
function markOf({ events }: Asker['news']): string {
  return events.length === 0 ? '' : hash('sha256', JSON.stringify(events), 'base64url');
}
