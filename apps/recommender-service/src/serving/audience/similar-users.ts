import { Injectable } from '@nestjs/common';
import { Listeners } from '../../listener/listeners.js';
import { stampOf } from '../../answers/model-stamp.js';
import { rounded } from '../../answers/millionths.js';
import { deviceName } from './audience.dto.js';
import type { SimilarUserDto, SimilarUsersDto } from './audience.dto.js';
import { AudienceRepository } from './audience.repository.js';

/** Room for users that were excluded since the training. */
const SPARE = 50;

/** Users with the same taste: the largest cosines of the vectors. */
@Injectable()
export class SimilarUsers {
  constructor(
    private readonly listeners: Listeners,
    private readonly audience: AudienceRepository,
  ) {}

  /** @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known */
  async find(user: string, limit: number): Promise<SimilarUsersDto> {
    const { userId, served, listener, isExcluded } = await this.listeners.of(user);
    const { model, version } = served;
    const answer = { userId, ...stampOf(version) };
    if (listener.vector === null) {
      const reason = isExcluded
        ? 'The user is excluded from the models.'
        : 'The user has not yet listened to a song that the model knows.';
      return { ...answer, users: [], reason };
    }
    const own = model.findUser(userId);
    for (let k = limit + SPARE; ; k *= 2) {
      const most = Math.min(k, 10_000);
      const { indices, scores } = model.users.nearest(listener.vector, most, own === -1 ? [] : [own]);
      const ids = Array.from(indices, (row) => String(model.userIds[row]));
      const excluded = await this.audience.excludedAmong(ids);
      const users = ids.flatMap((id, n): SimilarUserDto[] => {
        if (excluded.has(id)) return [];
        return [
          { userId: id, device: deviceName(model.devices[indices[n]!]!), similarity: rounded(scores[n]!) },
        ];
      });
      if (users.length < limit && indices.length === most && most < 10_000) continue;
      const reason = users.length === 0 ? 'No other user has a history in the model.' : null;
      return { ...answer, users: users.slice(0, limit), reason };
    }
  }
}
