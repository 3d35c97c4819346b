import { DomainError, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { RecommenderSettings } from '../recommender.settings.js';
import { SongsForUsers } from '../recommending/songs-for-users.js';
import { AudienceRepository } from './audience.repository.js';
import type { WinbackDto, WinbackQuery } from './audience.dto.js';
import { BANDS, rangeOf } from './churn-band.js';
import type { BandCuts } from './churn-band.js';

const shape = z.strictObject({
  band: z.enum(BANDS),
  snapshotDate: z.iso.date(),
  versionId: z.int().min(1),
  probability: z.number().min(0).max(1),
  userId: z.string().regex(/^\d{1,19}$/),
});
type WinbackCursor = z.infer<typeof shape>;

/** Users at risk, each with songs that might keep them: the churn scores and the recommender joined. */
@Injectable()
export class Winback {
  private readonly cuts: BandCuts;

  constructor(
    private readonly audience: AudienceRepository,
    private readonly songs: SongsForUsers,
    @Inject(SETTINGS) settings: RecommenderSettings,
  ) {
    this.cuts = { mediumFrom: settings.CHURN_MEDIUM_FROM, highFrom: settings.CHURN_HIGH_FROM };
  }

  /** Later pages go on in the scores of the first one, also when newer ones have been made since. */
  async find({ band, limit, songs, cursor: text }: WinbackQuery): Promise<WinbackDto> {
    const cursor = text === undefined ? null : readCursor(text, band);
    const scores = cursor ?? (await this.audience.newestScores());
    if (scores === null) {
      const reason = 'Nobody has been scored for churn yet: start POST /admin/churn/score.';
      return { churnSnapshotDate: null, users: [], reason, nextCursor: null };
    }
    const found = await this.audience.usersAtRisk(scores, rangeOf(band, this.cuts), cursor, limit + 1);
    const page = found.slice(0, limit);
    const lists = await this.songs.find(
      page.map(({ userId }) => userId),
      { limit: songs },
    );
    const last = page.at(-1);
    const { snapshotDate, versionId } = scores;
    return {
      churnSnapshotDate: snapshotDate,
      users: page.map(({ probability }, n) => ({
        ...lists[n]!,
        churnProbability: probability,
        churnBand: band,
      })),
      reason: page.length === 0 ? `No user of the scores of ${snapshotDate} is in the ${band} band.` : null,
      nextCursor:
        found.length > limit && last !== undefined
          ? Buffer.from(JSON.stringify({ band, snapshotDate, versionId, ...last })).toString('base64url')
          : null,
    };
  }
}

function readCursor(text: string, band: string): WinbackCursor {
  const parsed = shape.safeParse(jsonOf(text));
  if (!parsed.success || parsed.data.band !== band) {
    throw new DomainError(
      'invalid',
      'cursor_invalid',
      'The cursor is none of ours or of another band: send nextCursor of the page before as it was, with the same band.',
    );
  }
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
}
