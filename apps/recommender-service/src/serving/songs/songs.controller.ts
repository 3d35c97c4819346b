import { Answers, Compressed, COST, Costs, Refuses, Revalidated, SongIdParams, UserIdParams } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ConstrainedQuery } from '../../answers/constraints/constraints.dto.js';
import { AnswersFromAModel, SONG_UNKNOWN, USER_UNKNOWN } from '../answers-from-a-model.js';
import { NewReleases } from './new-releases.js';
import { PopularSongs } from './popular-songs.js';
import { SimilarSongs } from './similar-songs.js';
import { SongListeningDto } from './song-listening.dto.js';
import { SongListening } from './song-listening.js';
import {
  NewReleasesDto,
  PopularQuery,
  PopularSongsDto,
  ReleasesQuery,
  SimilarSongsDto,
  TrendingQuery,
  TrendingSongsDto,
} from './songs.dto.js';
import { TrendingSongs } from './trending-songs.js';

@AnswersFromAModel('songs', 'A member is malformed.')
@Controller('recommend')
export class SongsController {
  constructor(
    private readonly similar: SimilarSongs,
    private readonly listening: SongListening,
    private readonly popular: PopularSongs,
    private readonly trending: TrendingSongs,
    private readonly releases: NewReleases,
  ) {}

  @Get('songs/:songId/similar')
  @Compressed()
  @Answers(SimilarSongsDto, 'Songs that the same people like', {
    details: 'By the cosine of their vectors and, of a blend, by the item weights that it scores with.',
  })
  @Refuses({ 404: SONG_UNKNOWN })
  listSimilarSongs(
    @Param() { songId }: SongIdParams,
    @Query() query: ConstrainedQuery,
  ): Promise<SimilarSongsDto> {
    return this.similar.find(songId, query);
  }

  @Get('songs/:songId/listening')
  @Costs(COST.batch)
  @Compressed()
  @Answers(SongListeningDto, 'Who heard a song on the newest 28 days, and where it was recommended', {
    details: 'A song without an event on these days has none.',
  })
  getSongListening(@Param() { songId }: SongIdParams): Promise<SongListeningDto> {
    return this.listening.of(songId);
  }

  @Get('popular')
  @Compressed()
  @Revalidated()
  @Answers(PopularSongsDto, 'Songs with most listeners', {
    details:
      'Over all days of the live model, or over the newest `days`, counted from the events at most a minute ago.',
  })
  listPopularSongs(@Query() query: PopularQuery): Promise<PopularSongsDto> {
    return this.popular.find(query);
  }

  @Get('releases')
  @Compressed()
  @Revalidated()
  @Answers(NewReleasesDto, 'New releases', { details: 'By the property `released` of songs.' })
  listNewReleases(@Query() query: ReleasesQuery): Promise<NewReleasesDto> {
    return this.releases.find(query);
  }

  @Get(':userId/releases')
  @Answers(NewReleasesDto, 'New releases of the singers whom a user listens to')
  @Refuses({ 404: USER_UNKNOWN })
  listNewReleasesForUser(
    @Param() { userId }: UserIdParams,
    @Query() query: ReleasesQuery,
  ): Promise<NewReleasesDto> {
    return this.releases.forUser(userId, query);
  }

  @Get('trending')
  @Compressed()
  @Revalidated()
  @Answers(TrendingSongsDto, 'Songs that rise', {
    details:
      'By listeners of the newest `days`, those of the last day weighing most, beside as many days before; counted from the events at most ' +
      'a minute ago. A user counts once, however often the song was played.',
  })
  listTrendingSongs(@Query() query: TrendingQuery): Promise<TrendingSongsDto> {
    return this.trending.find(query);
  }
}
