import { CursorQuery, Refuses, SongIdParams } from '#common';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { HiddenSongBody, HiddenSongDto, HiddenSongPageDto } from './hidden-songs.dto.js';
import { HiddenSongs } from './hidden-songs.js';

@Controller('admin/songs')
export class HiddenSongsController {
  constructor(private readonly songs: HiddenSongs) {}

  @Get('hidden')
  @ApiOperation({ summary: 'Songs that are in no list, by song id' })
  @ApiOkResponse({ type: HiddenSongPageDto })
  @Refuses({ 400: 'The limit is malformed; `cursor_invalid`.' })
  listHiddenSongs(@Query() query: CursorQuery): Promise<HiddenSongPageDto> {
    return this.songs.page(query);
  }

  @Put(':songId/hidden')
  @ApiOperation({
    summary: 'Hide a song from every list, or show it again',
    description:
      'Holds from the next request on, in every instance. A song may be hidden before any event of it is loaded.',
  })
  @ApiOkResponse({ type: HiddenSongDto })
  async setSongHidden(
    @Param() { songId }: SongIdParams,
    @Body() { hidden }: HiddenSongBody,
  ): Promise<HiddenSongDto> {
    await this.songs.setHidden(songId, hidden);
    return { songId, hidden };
  }
}
