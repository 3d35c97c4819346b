import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import type { ServingState } from '../registry/serving-state.js';
import { ServedModels } from '../registry/served-models.js';
import type { ServedModel } from '../registry/served-models.js';
import { listenerOf } from './listener.js';
import type { Listener } from './listener.js';
import { UserNewsRepository } from './user-news.repository.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { UserNews } from './user-news.repository.js';
import { mapInTurns } from '../model/in-turns.js';

/** A user at the time of the request, with the version that answers. */
export interface UserListener {
  userId: string;
  served: ServedModel;
  listener: Listener;
  /** The vector as it was trained; null for a user whom the model has none of. */
  trained: Float32Array | null;
  /** Why the list is not personal; null when it is. */
  reason: string | null;
  isExcluded: boolean;
  /** What held when it was asked. */
  state: ServingState;
}

/** Who asks, before the own vector is made. */
export interface Asking extends Pick<UserListener, 'userId' | 'served' | 'isExcluded' | 'state'> {
  news: UserNews;
  /** Of the model; -1 for a user whom it does not know, or who is excluded or being erased. */
  row: number;
}

const NOT_LISTENED = 'The user has not yet listened to a song that the model knows.';
const NO_MODEL =
  'No model is live yet, so these are the popular songs of the newest days; songs that the user has played may be among them.';
const EXCLUDED = 'The user is excluded from the models, so these are the popular songs.';

/** Who asks: the version that answers a user, and what it knows of this user together with what has happened since. */
@Injectable()
export class Listeners {
  constructor(
    private readonly models: ServedModels,
    private readonly news: UserNewsRepository,
  ) {}

  /** @throws DomainError unavailable without a live model and events, not_found for a user of whom nothing is known */
  async of(id: string): Promise<UserListener> {
    return await this.listen(await this.ask(id));
  }

  /** @throws DomainError unavailable without a live model and events */
  async ask(id: string): Promise<Asking> {
    const userId = canonical(id);
    const { state, of } = await this.news.ofUsers([userId], this.models.freshFrom());
    return askingOf(userId, state, await this.models.forListener(userId, state), of(userId));
  }

  /** @throws DomainError not_found for a user of whom nothing is known */
  async listen(asking: Asking): Promise<UserListener> {
    const { userId } = asking;
    const found = asListener(asking);
    const isStranger = found.listener.source === 'popular' && !found.isExcluded && asking.row === -1;
    if (isStranger && found.listener.freshEvents === 0) await this.refuseUnknown(userId);
    return found;
  }

  /** As {@link of}, in the given order; users of whom nothing is known get popular songs. */
  async ofBatch(userIds: readonly string[]): Promise<UserListener[]> {
    const ids = userIds.map(canonical);
    const { state, of } = await this.news.ofUsers(ids, this.models.freshFrom());
    const asking: Asking[] = [];
    for (const userId of ids) {
      asking.push(askingOf(userId, state, await this.models.forListener(userId, state), of(userId)));
    }
    return await mapInTurns(asking, asListener);
  }

  private async refuseUnknown(userId: string): Promise<void> {
    if (await this.news.hasEvents(userId)) return;
    throw new DomainError('not_found', 'user_unknown', 'No event of this user has been loaded.');
  }
}

/** '007' is user 7. */
function canonical(userId: string): string {
  return userId.startsWith('0') ? String(BigInt(userId)) : userId;
}

function askingOf(userId: string, state: ServingState, served: ServedModel, news: UserNews): Asking {
  const { isExcluded, isErased } = news;
  const row = isExcluded || isErased ? -1 : served.model.findUser(userId);
  return { userId, state, served, news, row, isExcluded };
}

/** Why a list is not personal; null when it is. */
function notPersonal({ source }: Listener, { isPersonal }: RecommenderModel): string | null {
  if (source !== 'popular') return null;
  return isPersonal ? NOT_LISTENED : NO_MODEL;
}

function asListener({ row, news, ...asking }: Asking): UserListener {
  const { model } = asking.served;
  const trained = row !== -1 && model.hasHistory(row) ? model.users.vector(row).slice() : null;
  if (asking.isExcluded) {
    return { ...asking, listener: listenerOf(model, -1, null, []), trained, reason: EXCLUDED };
  }
  const fresh = news.events.filter(({ receivedAt }) => receivedAt >= model.rule.freshFrom);
  const listener = listenerOf(model, row, trained, fresh);
  return { ...asking, listener, trained, reason: notPersonal(listener, model) };
}
