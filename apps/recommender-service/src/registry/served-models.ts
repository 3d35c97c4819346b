import { DomainError } from '#common';
import type { LoadedModel } from '#common';
import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import { ServingStateChanges } from './serving-state.js';
import type { ServingState } from './serving-state.js';
import { ChallengerModels } from './challenger-models.js';
import { PopularFallback } from './popular-fallback.js';
import { LiveRecommender } from './live-recommender.js';
import type { RecentListeners } from '../model/popularity.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { HiddenSongs } from './hidden-songs.js';

/** Whether the live version or a challenger answers a user while an experiment runs. */
export const VARIANTS = ['control', 'challenger'] as const;
export type Variant = (typeof VARIANTS)[number];

/** The one version that an answer comes from. */
export interface ServedModel extends LoadedModel<RecommenderModel> {
  experimentId: number | null;
  variant: Variant | null;
}

/** Chooses the version that answers, and keeps its hidden songs in step with the state. */
@Injectable()
export class ServedModels {
  private readonly appliedRevision = new WeakMap<RecommenderModel, number>();
  private readonly appliedRecent = new WeakMap<RecommenderModel, RecentListeners>();
  /** Erasures that the versions in memory are known to be free of. */
  private freeOf = 0;
  private checking: Promise<void> | null = null;

  constructor(
    private readonly live: LiveRecommender,
    private readonly challengers: ChallengerModels,
    private readonly popular: PopularFallback,
    private readonly hiddenSongs: HiddenSongs,
    private readonly changes: ServingStateChanges,
  ) {}

  hasLive(): boolean {
    return this.live.current() !== null;
  }

  /**
   * Events received earlier than this, in milliseconds, are part of every version that may answer.
   */
  freshFrom(): number {
    const live = this.live.current();
    if (live === null) return 0;
    const loaded = [live, ...(this.challengers.current() ?? [])];
    return Math.min(...loaded.map(({ model }) => model.rule.freshFrom));
  }

  /**
   * The version for a user now; guests and lists of users come from the live one.
   * While the challengers of a new experiment are being loaded, the live version answers everybody.
   * @throws DomainError unavailable without a live model, or while it is not yet read again without users who
   * were erased
   */
  async forUser(userId: string | null, state: ServingState): Promise<ServedModel> {
    await this.leaveErased(state);
    const live = this.current();
    return await this.ready(this.choose(live, userId, state), state);
  }

  /**
   * {@link forUser}, and popular songs while no version is live.
   * @throws DomainError unavailable without a live model when nothing has been loaded either
   */
  async forListener(userId: string | null, state: ServingState): Promise<ServedModel> {
    const popular = this.hasLive() ? null : await this.popular.model();
    if (popular === null) return await this.forUser(userId, state);
    return await this.ready({ ...popular, experimentId: null, variant: null }, state);
  }

  private async ready(served: ServedModel, state: ServingState): Promise<ServedModel> {
    this.changes.publish(state);
    await this.applyHidden(served.model, state.hiddenRevision);
    this.applyRecent(served.model);
    return served;
  }

  private choose(
    live: LoadedModel<RecommenderModel>,
    userId: string | null,
    state: ServingState,
  ): ServedModel {
    // One with a scenario leaves the model alone.
    const experiment = state.experiment?.scenario === null ? state.experiment : null;
    this.challengers.follow(experiment);
    const challengers = this.challengers.current();
    if (userId === null || experiment === null || challengers === null) {
      return { ...live, experimentId: null, variant: null };
    }
    const { id, share } = experiment;
    const challenger = challengers[challengerOf(id, userId, share)];
    return challenger === undefined
      ? { ...live, experimentId: id, variant: 'control' }
      : { ...challenger, experimentId: id, variant: 'challenger' };
  }

  /**
   * Before the answer: whom an erasure has taken out of the stored versions is in no list that is asked for
   * now. Until it has ended, the users are excluded by their ids; by then most instances have read the
   * version again.
   */
  private async leaveErased({ erasures }: ServingState): Promise<void> {
    if (erasures <= this.freeOf) return;
    this.checking ??= this.readAgain().finally(() => (this.checking = null));
    await this.checking;
    this.freeOf = Math.max(this.freeOf, erasures);
  }

  private async readAgain(): Promise<void> {
    await this.live.refresh();
    this.challengers.letGo();
    if (!this.hasLive() || (await this.live.isCurrent())) return;
    throw new DomainError(
      'unavailable',
      'model_being_read',
      'The model is being read again without users who were erased; ask again in some seconds.',
      { retryAfterSeconds: 5 },
    );
  }

  /** Before the answer: a song that was hidden just now is in no list that is asked for now. */
  private async applyHidden(model: RecommenderModel, revision: number): Promise<void> {
    if ((this.appliedRevision.get(model) ?? 0) >= revision) return;
    const found = await this.hiddenSongs.asOf(revision);
    if ((this.appliedRevision.get(model) ?? 0) >= found.revision) return;
    model.hideSongs(found.songIds);
    this.appliedRevision.set(model, found.revision);
  }

  /** What is popular follows the days without a retrain, as soon as it is counted. */
  private applyRecent(model: RecommenderModel): void {
    const newest = model.isPersonal ? this.popular.newest() : null;
    if (newest === null || this.appliedRecent.get(model) === newest) return;
    model.followRecent(newest);
    this.appliedRecent.set(model, newest);
  }

  private current(): LoadedModel<RecommenderModel> {
    const current = this.live.current();
    if (current !== null) return current;
    throw new DomainError(
      'unavailable',
      'no_live_model',
      'No recommender model is live yet: start POST /admin/recommender/retrain and ask again when its job has succeeded; ' +
        'GET /recommend/models tells why a version was refused.',
    );
  }
}

/**
 * Which challenger answers a user, from 0 on; as many or more than there are: the live version does. By a hash
 * of experiment and user, so that it never changes within an experiment, needs no table, and is drawn anew for
 * the next experiment. @param share of users that each challenger gets, 0 to 1.
 */
export function challengerOf(experimentId: number, userId: string, share: number): number {
  const drawn = hash('sha256', `${experimentId} ${userId}`, 'buffer').readUInt32BE(0);
  return Math.floor(drawn / 2 ** 32 / share);
}
