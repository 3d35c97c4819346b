import { DomainError, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { rounded } from '../../answers/song-lists.js';
import { MomentsRepository } from '../../listener/moments.repository.js';
import { rankRepeats } from '../../repeats/rank-repeats.js';
import { repeatRule } from '../../repeats/repeat-rule.js';
import { RepeatsRepository } from '../../repeats/repeats.repository.js';
import type { RepeatSong, UserRepeats } from '../../repeats/repeats.repository.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import type { AgainQuery, RepeatReportDto, SongsAgainDto } from './again.dto.js';

/** Songs to hear again. */
@Injectable()
export class SongsAgain {
  constructor(
    private readonly repeats: RepeatsRepository,
    private readonly moments: MomentsRepository,
    private readonly catalogue: CatalogueRepository,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /** @throws DomainError not_found for a user of whom nothing is known */
  async find(user: string, { mode, limit }: AgainQuery): Promise<SongsAgainDto> {
    const userId = String(BigInt(user));
    const found = await this.repeats.ofUser(userId, this.settings.RECOMMENDER_MIN_SONG_SECONDS);
    const answer = { userId, mode, dataTo: found?.dataTo ?? null };
    if (found === null)
      return { ...answer, songs: [], reason: 'Nothing has been counted yet: retrain first.' };
    if (found.isExcluded) return { ...answer, songs: [], reason: 'The user is excluded from the models.' };
    if (found.songs.length === 0 && found.plays.length === 0) await this.refuseUnknown(userId);
    const songs = this.ranked(found, mode).slice(0, limit);
    const names = await this.catalogue.songs(songs.map(({ songId }) => songId));
    return {
      ...answer,
      songs: songs.map(({ songId, score, lastDay }) => ({
        songId,
        title: names.get(songId)?.title ?? null,
        singer: names.get(songId)?.singer ?? null,
        score: rounded(score),
        lastPlayed: lastDay,
      })),
      reason: songs.length > 0 ? null : nothing(mode, this.settings.RECOMMENDER_AGAIN_QUIET_DAYS),
    };
  }

  /** Both lists of a user, as ranked and without names; nothing for users who have none. */
  async rankedOf(userId: string): Promise<Record<AgainQuery['mode'], RepeatSong[]>> {
    const found = await this.repeats.ofUser(userId, this.settings.RECOMMENDER_MIN_SONG_SECONDS);
    if (found === null || found.isExcluded) return { favourites: [], forgotten: [] };
    return { favourites: this.ranked(found, 'favourites'), forgotten: this.ranked(found, 'forgotten') };
  }

  /** @throws DomainError not_found before the first retrain */
  async report(): Promise<RepeatReportDto> {
    const found = await this.repeats.report();
    if (found !== null) return { dataTo: found.dataTo, ...found.report };
    throw new DomainError(
      'not_found',
      'repeats_not_counted',
      'Repeats are counted with a retrain: start one first.',
    );
  }

  private ranked({ songs, plays, dataTo, hidden }: UserRepeats, mode: AgainQuery['mode']) {
    const rule = { ...repeatRule(this.settings), quietDays: this.settings.RECOMMENDER_AGAIN_QUIET_DAYS };
    return rankRepeats(songs, plays, mode, dataTo, rule).filter(({ songId }) => !hidden.has(songId));
  }

  private async refuseUnknown(userId: string): Promise<void> {
    if (await this.moments.hasEvents(userId)) return;
    throw new DomainError('not_found', 'user_unknown', `No event of user ${userId} has been loaded.`);
  }
}

function nothing(mode: AgainQuery['mode'], quietDays: number): string {
  if (mode === 'favourites') return 'The user has listened to no song that the model may hold.';
  return `No song that the user likes has been quiet for ${quietDays} days.`;
}
