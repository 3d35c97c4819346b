import { Compressed, Refuses } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FoundSongsDto, SongSearchQuery } from './song-search.dto.js';
import { SongSearch } from './song-search.js';

@ApiTags('songs')
@Controller('recommend/songs')
export class SongSearchController {
  constructor(private readonly search: SongSearch) {}

  @Get()
  @Compressed()
  @ApiOperation({
    summary: 'Songs by title or singer',
    description:
      'Any part of a name, without regard to case, width and blanks; signs mean themselves. Needs no model, and finds songs of no model ' +
      'too. Songs of the last minute may be missing.',
  })
  @ApiOkResponse({ type: FoundSongsDto })
  @Refuses({ 400: 'A member is malformed; `search_empty`, `cursor_invalid`' })
  searchSongs(@Query() query: SongSearchQuery): Promise<FoundSongsDto> {
    return this.search.find(query);
  }
}
