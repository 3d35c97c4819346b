import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { ServedModels } from '../attribution/served-models.js';
import type { ServedModel } from '../attribution/served-models.js';
import { listenerOf } from '../freshness/listener.js';
import type { Listener } from '../freshness/listener.js';
import { MomentsRepository } from '../freshness/moments.repository.js';
import type { UserMoment } from '../freshness/moments.repository.js';
import { CatalogueRepository } from './catalogue.repository.js';

/** A user at the moment of asking, with the version that answers. */
export interface UserListener {
  userId: string;
  served: ServedModel;
  listener: Listener;
  /** Why the list is not personal; null when it is. */
  reason: string | null;
  isExcluded: boolean;
}

const NOT_LISTENED = 'The user has not yet listened to a song that the model knows.';
const EXCLUDED = 'The user is excluded from the models, so these are the popular songs.';

/** Who asks: the version that answers a user, and what it knows of this user together with what has happened since. */
@Injectable()
export class Listeners {
  constructor(
    private readonly models: ServedModels,
    private readonly moments: MomentsRepository,
    private readonly catalogue: CatalogueRepository,
  ) {}

  /** @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known */
  async of(userId: string): Promise<UserListener> {
    const [found] = await this.ofMany([userId]);
    if (found!.listener.source === 'popular' && !found!.isExcluded) {
      const isInModel = found!.served.model.findUser(userId) !== -1;
      if (!isInModel && found!.listener.freshEvents === 0) await this.refuseUnknown(userId);
    }
    return found!;
  }

  /** As {@link of}, in the given order; users of whom nothing is known get popular songs. */
  async ofMany(userIds: readonly string[]): Promise<UserListener[]> {
    const canonical = userIds.map((id) => String(BigInt(id)));
    const { state, users } = await this.moments.ofUsers([...new Set(canonical)], this.models.freshFrom());
    const found: UserListener[] = [];
    for (const userId of canonical) {
      const served = await this.models.forUser(userId, state);
      found.push(asListener(userId, served, users.get(userId)!));
    }
    return found;
  }

  private async refuseUnknown(userId: string): Promise<void> {
    if (await this.catalogue.hasEvents(userId)) return;
    throw new DomainError('not_found', 'user_unknown', `No event of user ${userId} has been loaded.`);
  }
}

function asListener(userId: string, served: ServedModel, { isExcluded, events }: UserMoment): UserListener {
  const { model } = served;
  if (isExcluded) {
    const listener = listenerOf(model, -1, []);
    return { userId, served, listener, reason: EXCLUDED, isExcluded };
  }
  const fresh = events.filter(({ receivedAt }) => receivedAt >= model.rule.freshFrom);
  const listener = listenerOf(model, model.findUser(userId), fresh);
  return {
    userId,
    served,
    listener,
    reason: listener.source === 'popular' ? NOT_LISTENED : null,
    isExcluded,
  };
}
