import { Answers, CursorQuery, Refuses, SongIdParams } from '#common';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { HiddenSongBody, HiddenSongDto, HiddenSongPageDto } from './hidden-songs.dto.js';
import { HiddenSongs } from './hidden-songs.js';

@Controller('admin/songs')
export class HiddenSongsController {
  constructor(private readonly songs: HiddenSongs) {}

  @Get('hidden')
  @Answers(HiddenSongPageDto, 'Songs that are in no list, by song id')
  @Refuses({ 400: 'The limit is malformed; `cursor_invalid`.' })
  listHiddenSongs(@Query() query: CursorQuery): Promise<HiddenSongPageDto> {
    return this.songs.page(query);
  }

  @Put(':songId/hidden')
  @Answers(HiddenSongDto, 'Hide a song from every list, or show it again', {
    details:
      'Holds from the next request on, in every instance. A song may be hidden before any event of it is loaded.',
  })
  async setSongHidden(
    @Param() { songId }: SongIdParams,
    @Body() { hidden }: HiddenSongBody,
  ): Promise<HiddenSongDto> {
    await this.songs.setHidden(songId, hidden);
    return { songId, hidden };
  }
}
