import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { ServedModels } from '../versions/served-models.js';
import type { ServedModel } from '../versions/served-models.js';
import { listenerOf } from './listener.js';
import type { Listener } from './listener.js';
import { MomentsRepository } from './moments.repository.js';
import type { UserMoment } from './moments.repository.js';
import { mapInTurns } from '../model/in-turns.js';

/** A user at the moment of asking, with the version that answers. */
export interface UserListener {
  userId: string;
  served: ServedModel;
  listener: Listener;
  /** The vector as it was trained; null for a user whom the model has none of. */
  trained: Float32Array | null;
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
  ) {}

  /** @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known */
  async of(userId: string): Promise<UserListener> {
    const [found] = await this.ofBatch([userId]);
    if (found!.listener.source === 'popular' && !found!.isExcluded) {
      const isInModel = found!.served.model.findUser(userId) !== -1;
      if (!isInModel && found!.listener.freshEvents === 0) await this.refuseUnknown(userId);
    }
    return found!;
  }

  /** As {@link of}, in the given order; users of whom nothing is known get popular songs. */
  async ofBatch(userIds: readonly string[]): Promise<UserListener[]> {
    const canonical = userIds.map((id) => String(BigInt(id)));
    const { state, users } = await this.moments.ofUsers([...new Set(canonical)], this.models.freshFrom());
    const asking: { userId: string; served: ServedModel; row: number }[] = [];
    for (const userId of canonical) {
      const served = await this.models.forUser(userId, state);
      const isExcluded = users.get(userId)!.isExcluded;
      asking.push({ userId, served, row: isExcluded ? -1 : served.model.findUser(userId) });
    }
    const trained = await trainedVectors(asking);
    return await mapInTurns(asking, ({ userId, served, row }, n) =>
      asListener(userId, served, row, trained[n]!, users.get(userId)!),
    );
  }

  private async refuseUnknown(userId: string): Promise<void> {
    if (await this.moments.hasEvents(userId)) return;
    throw new DomainError('not_found', 'user_unknown', `No event of user ${userId} has been loaded.`);
  }
}

/** Vectors as they were trained, for all users of a version together; null for those without a history. */
async function trainedVectors(
  asking: readonly { served: ServedModel; row: number }[],
): Promise<(Float32Array | null)[]> {
  const found: (Float32Array | null)[] = asking.map(() => null);
  for (const model of new Set(asking.map(({ served }) => served.model))) {
    const own = [...asking.keys()].filter((n) => {
      const { served, row } = asking[n]!;
      return served.model === model && row !== -1 && model.hasHistory(row);
    });
    const vectors = await model.users.of(own.map((n) => asking[n]!.row));
    own.forEach((n, at) => (found[n] = vectors[at]!));
  }
  return found;
}

function asListener(
  userId: string,
  served: ServedModel,
  row: number,
  trained: Float32Array | null,
  { isExcluded, events }: UserMoment,
): UserListener {
  const { model } = served;
  if (isExcluded) {
    const listener = listenerOf(model, -1, null, []);
    return { userId, served, listener, trained, reason: EXCLUDED, isExcluded };
  }
  const fresh = events.filter(({ receivedAt }) => receivedAt >= model.rule.freshFrom);
  const listener = listenerOf(model, row, trained, fresh);
  return {
    userId,
    served,
    listener,
    trained,
    reason: listener.source === 'popular' ? NOT_LISTENED : null,
    isExcluded,
  };
}
