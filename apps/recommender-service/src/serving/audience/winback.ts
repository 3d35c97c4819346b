import { Cursors, SETTINGS } from '#common';
import { cutsOf, rangeOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { SongsForUsers } from '../songs-for-users.js';
import { AudienceRepository } from './audience.repository.js';
import type { WinbackDto, WinbackQuery } from './audience.dto.js';

/** Where a page ended, in which scores. */
interface WinbackPlace {
  snapshotDate: string;
  versionId: number;
  probability: number;
  userId: string;
}

/** Users at risk, each with songs that might keep them: the churn scores and the recommender joined. */
@Injectable()
export class Winback {
  private readonly cuts: BandCuts;

  constructor(
    private readonly audience: AudienceRepository,
    private readonly songs: SongsForUsers,
    private readonly cursors: Cursors,
    @Inject(SETTINGS) settings: RecommenderSettings,
  ) {
    this.cuts = cutsOf(settings);
  }

  /** Later pages go on in the scores of the first one, also when newer ones have been made since. */
  async find({ band, limit, songs, contactable, cursor: text }: WinbackQuery): Promise<WinbackDto> {
    const list = `win back ${band} ${contactable ? 'contactable' : 'all'}`;
    const cursor = text === undefined ? null : await this.cursors.read<WinbackPlace>(list, text);
    const scores = cursor ?? (await this.audience.state()).scores;
    if (scores === null) {
      const reason = 'Nobody has been scored for churn yet: start POST /admin/churn/score.';
      return { churnSnapshotDate: null, leftOut: null, users: [], reason, nextCursor: null };
    }
    const range = rangeOf(band, this.cuts);
    const found = await this.audience.usersAtRisk(scores, range, cursor, limit + 1, contactable);
    const page = found.slice(0, limit);
    const lists = await this.songs.find(
      page.map(({ userId }) => userId),
      { limit: songs },
    );
    const last = page.at(-1);
    const { snapshotDate, versionId } = scores;
    return {
      churnSnapshotDate: snapshotDate,
      leftOut: contactable && cursor === null ? await this.audience.countLeftOut(scores, range) : null,
      users: page.map(({ probability }, n) =>
        Object.assign(lists[n]!, { churnProbability: probability, churnBand: band }),
      ),
      reason: page.length === 0 ? `No user of the scores of ${snapshotDate} is in the ${band} band.` : null,
      nextCursor:
        found.length > limit && last !== undefined
          ? await this.cursors.write(list, { snapshotDate, versionId, ...last } satisfies WinbackPlace)
          : null,
    };
  }
}
