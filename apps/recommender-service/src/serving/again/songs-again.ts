import { DomainError, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { DislikedSongs } from '../../answers/disliked-songs.js';
import type { UserListener } from '../../listener/listeners.js';
import type { Dislikes } from '../../listener/user-news.repository.js';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { constrained, mayBeListed } from '../../answers/constraints/constraints.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { rounded } from '../../answers/millionths.js';
import { UserNewsRepository } from '../../listener/user-news.repository.js';
import { rankRepeats } from '../../repeats/rank-repeats.js';
import { shareOfRepeats } from '../../repeats/repeat-rule.js';
import { RepeatsRepository } from '../../repeats/repeats.repository.js';
import type { RepeatSong, UserRepeats } from '../../repeats/repeats.repository.js';
import { HiddenSongs } from '../../registry/hidden-songs.js';
import { ServingStateChanges } from '../../registry/serving-state.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import type { AgainQuery, SongsAgainDto } from './again.dto.js';
import type { RepeatReportDto } from '../../repeats/repeat-report.dto.js';

/** What a user may want to hear again. */
export interface OwnSongs extends Record<AgainQuery['mode'], readonly RepeatSong[]> {
  share: number;
  /** When it was read, by the clock of PostgreSQL; null when nothing has been counted. */
  at: string | null;
}

/** A time from which on no event is received: all requests of a turn share a statement. */
const WITHOUT_EVENTS = Date.UTC(9999, 0);

/** Songs to hear again. */
@Injectable()
export class SongsAgain {
  constructor(
    private readonly repeats: RepeatsRepository,
    private readonly changes: ServingStateChanges,
    private readonly hidden: HiddenSongs,
    private readonly news: UserNewsRepository,
    private readonly catalogue: CatalogueRepository,
    private readonly facts: KnownFacts,
    private readonly disliked: DislikedSongs,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /**
   * Answers also where no version could go live. @throws DomainError not_found for a user of whom nothing is
   * known
   */
  async find(user: string, query: AgainQuery): Promise<SongsAgainDto> {
    const userId = String(BigInt(user));
    const [{ state, of }, found] = await Promise.all([
      this.news.ofUsers([userId], WITHOUT_EVENTS),
      this.repeats.ofUser(userId, this.settings.RECOMMENDER_MIN_SONG_SECONDS, null),
    ]);
    // Names of songs that were renamed are read again.
    this.changes.publish(state);
    const { mode, limit } = query;
    const constraints = await this.facts.asked(query);
    const answer = { userId, mode, dataTo: found?.dataTo ?? null, songsLeft: null };
    if (found === null)
      return { ...answer, songs: [], reason: 'Nothing has been counted yet: retrain first.' };
    if (found.isExcluded) return { ...answer, songs: [], reason: 'The user is excluded from the models.' };
    if (found.songs.length === 0 && found.plays.length === 0) await this.news.refuseUnknown(userId);
    const { songIds: hidden } = await this.hidden.asOf(state.hiddenRevision);
    const ranked = await this.ranked(found, mode, hidden, of(userId).dislikes);
    const traits =
      constraints === null ? null : await this.catalogue.traits(ranked.map(({ songId }) => songId));
    const songs = constrained(ranked, ({ songId }) => traits!(songId), constraints, limit);
    const named = await this.catalogue.named(songs.map(({ songId }) => songId));
    return {
      ...answer,
      songsLeft:
        constraints === null
          ? null
          : ranked.filter(({ songId }) => mayBeListed(traits!(songId), constraints)).length,
      songs: songs.map(({ songId, score, lastDay }) => ({
        ...named(songId),
        score: rounded(score),
        lastPlayed: lastDay,
      })),
      reason:
        songs.length > 0
          ? null
          : ranked.length > 0
            ? 'None of the songs is left by what was asked of songs.'
            : nothing(mode, this.settings.RECOMMENDER_AGAIN_QUIET_DAYS),
    };
  }

  /**
   * Both lists of a user as ranked, without names, and the share of repeats in the plays.
   * @param at plays received later do not count.
   */
  async own(
    { userId, state: { hiddenRevision }, dislikes }: UserListener,
    at: string | null = null,
  ): Promise<OwnSongs> {
    const found = await this.repeats.ofUser(userId, this.settings.RECOMMENDER_MIN_SONG_SECONDS, at);
    if (found === null || found.isExcluded)
      return { favourites: [], forgotten: [], share: 0, at: found?.at ?? null };
    const { songIds: hidden } = await this.hidden.asOf(hiddenRevision);
    return {
      favourites: await this.ranked(found, 'favourites', hidden, dislikes),
      forgotten: await this.ranked(found, 'forgotten', hidden, dislikes),
      share: shareOfRepeats(found, found.plays, found.dataTo, found),
      at: found.at,
    };
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

  private async ranked(
    { songs, plays, dataTo, halfLifeDays }: UserRepeats,
    mode: AgainQuery['mode'],
    hidden: ReadonlySet<string>,
    dislikes: Dislikes,
  ): Promise<readonly RepeatSong[]> {
    const rule = { halfLifeDays, quietDays: this.settings.RECOMMENDER_AGAIN_QUIET_DAYS };
    const ranked = rankRepeats(songs, plays, mode, dataTo, rule).filter(({ songId }) => !hidden.has(songId));
    return await this.disliked.without(ranked, dislikes, ({ songId }) => songId);
  }
}

function nothing(mode: AgainQuery['mode'], quietDays: number): string {
  if (mode === 'favourites') return 'The user has listened to no song that the model may hold.';
  return `No song that the user likes has been quiet for ${quietDays} days.`;
}
