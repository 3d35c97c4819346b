import { Answers, Compressed, Refuses, UserIdParams } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { AnswersFromAModel, USER_UNKNOWN } from '../answers-from-a-model.js';
import { NextQuery, NextSongsDto } from './next.dto.js';
import { NextSongs } from './next-songs.js';

/** What comes after songs: a radio, or the end of a playlist. */
@AnswersFromAModel('recommendations', 'A member is malformed.')
@Controller('recommend')
export class NextController {
  constructor(private readonly next: NextSongs) {}

  @Get('next')
  @Compressed()
  @Answers(NextSongsDto, 'What comes after songs, for a guest', {
    details: 'As `GET /recommend/:userId/next`, of songs alone.',
  })
  listNextSongsForGuest(@Query() query: NextQuery): Promise<NextSongsDto> {
    return this.next.find(null, query);
  }

  @Get(':userId/next')
  @Compressed()
  @Answers(NextSongsDto, 'What comes after songs, for a user: a radio, or the end of a playlist', {
    details:
      'By the songs that are heard with these in sessions, those heard last counting more, and by what the model learned where the ' +
      'report of the version (`next`) shows that this finds more. For the songs behind the list ask again, with `after` grown.',
  })
  @Refuses({ 404: USER_UNKNOWN })
  listNextSongs(@Param() { userId }: UserIdParams, @Query() query: NextQuery): Promise<NextSongsDto> {
    return this.next.find(userId, query);
  }
}
