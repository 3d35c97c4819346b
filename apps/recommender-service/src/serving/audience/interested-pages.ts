import { SETTINGS } from '#common';
import { cutsOf, bandOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import { PageCursors } from '../../answers/page-cursor.js';
import type { Best } from '../../answers/best-songs.js';
import { rankedPage } from './ranked-page.js';
import type { RankEnd } from './ranked-page.js';
import { rounded } from '../../answers/song-lists.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import type { AudienceBasis } from './audience-basis.js';
import type { AudienceQuery, InterestedUserDto } from './audience.dto.js';
import { AudienceRepository } from './audience.repository.js';
import { ChurnScores } from './churn-scores.js';
import { deviceName } from './device-name.js';
import type { Audience } from './interested-users.js';

/** A ranking of users, and what must be the same on all of its pages. */
export interface AskedUsers {
  everybody: Audience;
  /** The best k users. */
  best: Best;
  /** Who has met this song since the training is left out; null: none. */
  songId: string | null;
  /** The mark of the question. */
  question: string;
}

export interface InterestedPage {
  users: InterestedUserDto[];
  nextCursor: string | null;
}

/** Pages of users, most interested first, without those who have been excluded since or have met the song. */
@Injectable()
export class InterestedPages {
  private readonly cuts: BandCuts;

  constructor(
    private readonly audience: AudienceRepository,
    private readonly churn: ChurnScores,
    private readonly cursors: PageCursors,
    @Inject(SETTINGS) settings: RecommenderSettings,
  ) {
    this.cuts = cutsOf(settings);
  }

  /** @throws DomainError invalid or conflict for a cursor that cannot be gone on from */
  async page(
    basis: AudienceBasis,
    asked: AskedUsers,
    { limit, cursor }: Pick<AudienceQuery, 'limit' | 'cursor'>,
  ): Promise<InterestedPage> {
    const expected = { modelVersion: basis.served.version.version, question: asked.question };
    const users: InterestedUserDto[] = [];
    let end = cursor === undefined ? null : await this.cursors.read<RankEnd>(cursor, expected);
    do {
      // Few are left out by what has happened since the training, so that a second round is rare.
      const page = rankedPage(asked.best, limit - users.length, end);
      users.push(...(await this.describe(basis, asked, page)));
      end = page.end;
    } while (users.length < limit && end !== null);
    return { users, nextCursor: end === null ? null : await this.cursors.write(expected, end) };
  }

  private async describe(
    { served: { model }, scores: set }: AudienceBasis,
    { everybody, songId }: AskedUsers,
    { rows, scores }: { rows: number[]; scores: number[] },
  ): Promise<InterestedUserDto[]> {
    const ids = rows.map((row) => everybody.userId(row));
    const found = await this.audience.newsOf(ids, songId, model.rule.freshFrom);
    const probabilities = await this.churn.probabilities(ids, set);
    return ids.flatMap((userId, n) => {
      const { isExcluded, hasMet, device } = found[n]!;
      if (isExcluded || hasMet) return [];
      const probability = probabilities[n] ?? null;
      return {
        userId,
        device: deviceName(device ?? model.devices[rows[n]!] ?? 0),
        score: rounded(scores[n]!),
        source: everybody.isFresh(rows[n]!) ? 'fold-in' : 'model',
        churnBand: probability === null ? null : bandOf(probability, this.cuts),
        churnProbability: probability,
      };
    });
  }
}
