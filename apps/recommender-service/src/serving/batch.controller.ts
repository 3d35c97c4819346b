import { Compressed, COST, Costs } from '#common';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AnswersFromAModel } from './answers-from-a-model.js';
import { GuestSongs } from './guest-songs.js';
import { BatchBody, BatchDto, GuestBody } from './batch.dto.js';
import { jsonInTurns } from './json-in-turns.js';
import { SongListDto } from '../answers/recommendation.dto.js';
import { SongsForUsers } from './songs-for-users.js';

@AnswersFromAModel('recommendations', 'A member is malformed.')
@Controller('recommend')
export class BatchController {
  constructor(
    private readonly songs: SongsForUsers,
    private readonly guests: GuestSongs,
  ) {}

  @Post('batch')
  @Compressed()
  @Costs(COST.batch)
  @HttpCode(200)
  @ApiOperation({ summary: 'Songs for up to 200 users' })
  @ApiOkResponse({ type: BatchDto })
  async recommendSongsInBatch(@Body() body: BatchBody): Promise<StreamableFile> {
    return jsonInTurns('users', await this.songs.find(body.userIds, body));
  }

  @Post('guest')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Songs for a guest by a posted history',
    description:
      'The history is folded into the live model and not stored. Without a known song the list is popular, marked as such.',
  })
  @ApiOkResponse({ type: SongListDto })
  recommendSongsToGuest(@Body() body: GuestBody): Promise<SongListDto> {
    return this.guests.find(body);
  }
}
