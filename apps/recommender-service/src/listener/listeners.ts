import { Injectable, Module } from '@nestjs/common';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { FreshUsers } from './fresh-users.js';
import type { ServingState } from '../registry/serving-state.js';
import { ServedModels } from '../registry/served-models.js';
import type { ServedModel } from '../registry/served-models.js';
import { listenerOf } from './listener.js';
import type { Listener } from './listener.js';
import { eventsSince } from './received-events.js';
import { UserNewsRepository } from './user-news.repository.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { Dislikes, UserNews } from './user-news.repository.js';
import { mapInTurns } from '../model/in-turns.js';

/** A user at the time of the request, with the version that answers. */
export interface UserListener {
  userId: string;
  served: ServedModel;
  /** Of the model; -1 for a user whom it does not know, or who is excluded or being erased. */
  row: number;
  listener: Listener;
  /** The vector as it was trained; null for a user whom the model has none of. */
  trained: Float32Array | null;
  /** Why the list is not personal; null when it is. */
  reason: string | null;
  isExcluded: boolean;
  /** Whatever it is asked for, they are in none of the user's lists. */
  dislikes: Dislikes;
  /** What held when it was asked. */
  state: ServingState;
}

const NOT_LISTENED = 'The user has not yet listened to a song that the model knows.';
const NO_MODEL =
  'No model is live yet, so these are the popular songs of the newest days; songs that the user has played may be among them.';
const EXCLUDED = 'The user is excluded from the models, so these are the popular songs.';

/** The version that answers a user, and what it knows of this user together with what has happened since. */
@Injectable()
export class Listeners {
  constructor(
    private readonly models: ServedModels,
    private readonly news: UserNewsRepository,
  ) {}

  /**
   * @throws DomainError unavailable without a live model and events, not_found for a user of whom nothing is
   * known
   */
  async of(id: string): Promise<UserListener> {
    const userId = canonical(id);
    const { state, of } = await this.news.ofUsers([userId], this.models.freshFrom());
    const served = await this.models.forListener(userId, state);
    const found = userListener(userId, state, served, of(userId));
    const { listener, row, isExcluded } = found;
    const isStranger = row === -1 && !isExcluded && listener.source === 'popular';
    if (isStranger && listener.freshEvents === 0) await this.news.refuseUnknown(userId);
    return found;
  }

  /** As {@link of}, in the given order; users of whom nothing is known get popular songs. */
  async ofBatch(userIds: readonly string[]): Promise<UserListener[]> {
    const ids = userIds.map(canonical);
    const { state, of } = await this.news.ofUsers(ids, this.models.freshFrom());
    const served: ServedModel[] = [];
    for (const userId of ids) served.push(await this.models.forListener(userId, state));
    return await mapInTurns(ids, (userId, n) => userListener(userId, state, served[n]!, of(userId)));
  }
}

@Module({
  imports: [RecommenderRegistryModule],
  providers: [UserNewsRepository, Listeners, FreshUsers],
  exports: [UserNewsRepository, Listeners, FreshUsers],
})
export class ListenerModule {}

/** '007' is user 7. */
function canonical(userId: string): string {
  return userId.startsWith('0') ? String(BigInt(userId)) : userId;
}

/** Why a list is not personal; null when it is. */
function notPersonal({ source }: Listener, { isPersonal }: RecommenderModel): string | null {
  if (source !== 'popular') return null;
  return isPersonal ? NOT_LISTENED : NO_MODEL;
}

function userListener(
  userId: string,
  state: ServingState,
  served: ServedModel,
  { isExcluded, isErased, events, dislikes }: UserNews,
): UserListener {
  const { model } = served;
  const row = isExcluded || isErased ? -1 : model.findUser(userId);
  const trained = row !== -1 && model.hasHistory(row) ? model.users.vector(row).slice() : null;
  const user = { userId, state, served, row, trained, isExcluded, dislikes };
  if (isExcluded) return { ...user, listener: listenerOf(model, -1, null, []), reason: EXCLUDED };
  const listener = listenerOf(model, row, trained, eventsSince(events, model.rule.freshFrom));
  return { ...user, listener, reason: notPersonal(listener, model) };
}
