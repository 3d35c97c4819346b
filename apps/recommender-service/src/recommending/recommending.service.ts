import { DomainError, LiveModel, ReadinessChecks } from '#common';
import type { ModelVersion } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { LIVE_RECOMMENDER } from '../model/live-recommender.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { deviceName } from './device-name.js';
import type { SongsForUserDto, UsersForSongDto } from './recommendation.dto.js';

type ModelStamp = Pick<SongsForUserDto, 'modelVersion' | 'dataTo' | 'synthetic'>;

/** Answers from the live model; each answer comes from one version from beginning to end. */
@Injectable()
export class RecommendingService implements OnModuleInit {
  constructor(
    @Inject(LIVE_RECOMMENDER) private readonly live: LiveModel<RecommenderModel>,
    private readonly catalogue: CatalogueRepository,
    private readonly readiness: ReadinessChecks,
  ) {}

  onModuleInit(): void {
    this.readiness.addInformation('model', () => ({
      version: this.live.current()?.version.version ?? null,
    }));
  }

  /** @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known */
  async songsFor(userId: string, limit: number): Promise<SongsForUserDto> {
    const { model, version } = this.current();
    const whyUnmodelled = model.hasUser(userId) ? null : await this.whyUnmodelled(userId);
    const suggestions = model.songsFor(userId, limit);
    const names = await this.catalogue.songs(suggestions.map(({ songId }) => songId));
    const isPersonal = suggestions.every(({ source }) => source === 'als');
    return {
      userId,
      songs: suggestions.map((suggestion) => ({
        songId: suggestion.songId,
        title: names.get(suggestion.songId)?.title ?? null,
        singer: names.get(suggestion.songId)?.singer ?? null,
        score: suggestion.score,
        source: suggestion.source,
      })),
      reason:
        whyUnmodelled ??
        (isPersonal ? null : 'The user has not yet listened to a song that the model knows.'),
      ...stamp(version),
    };
  }

  /** @throws DomainError unavailable without a live model, not_found for a song that occurs in no event */
  async usersFor(songId: string, limit: number): Promise<UsersForSongDto> {
    const { model, version } = this.current();
    const name = (await this.catalogue.songs([songId])).get(songId);
    if (name === undefined) {
      throw new DomainError('not_found', 'song_unknown', `No event of song ${songId} has been loaded.`);
    }
    const users = model.usersFor(songId, limit).map((suggestion) => ({
      userId: suggestion.userId,
      device: deviceName(suggestion.device),
      score: suggestion.score,
      source: suggestion.source,
    }));
    return {
      songId,
      ...name,
      users,
      reason: whyNoUsers(model.hasSong(songId), users.length),
      ...stamp(version),
    };
  }

  private current(): { model: RecommenderModel; version: ModelVersion } {
    const current = this.live.current();
    if (current !== null) return current;
    throw new DomainError(
      'unavailable',
      'no_live_model',
      'No recommender model is live yet: start POST /admin/recommender/retrain and ask again when its job has succeeded; ' +
        'GET /recommend/models tells why a version was refused.',
    );
  }

  private async whyUnmodelled(userId: string): Promise<string> {
    const { isExcluded, hasEvents } = await this.catalogue.userStanding(userId);
    if (isExcluded) return 'The user is excluded from the models, so these are the popular songs.';
    if (hasEvents) return 'The user has not yet listened to a song that the model knows.';
    throw new DomainError('not_found', 'user_unknown', `No event of user ${userId} has been loaded.`);
  }
}

function whyNoUsers(isInModel: boolean, found: number): string | null {
  if (!isInModel) return 'The song is too short, too rarely heard or too new for the model.';
  return found === 0 ? 'Every user with a history has met the song already.' : null;
}

function stamp(version: ModelVersion): ModelStamp {
  return {
    modelVersion: version.version,
    dataTo: version.dataTo,
    synthetic: version.report['synthetic'] === true,
  };
}
