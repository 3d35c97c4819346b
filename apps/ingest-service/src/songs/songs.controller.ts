import { Compressed, Refuses, SongIdParams } from '#common';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { DeclaredPropertiesDto, SongBody, SongDto } from './songs.dto.js';
import { Songs } from './songs.service.js';

@Controller()
export class SongsController {
  constructor(private readonly songs: Songs) {}

  @Get('ingest/songs/:songId')
  @Compressed()
  @ApiOperation({ summary: 'What is known of a song, and which source says it' })
  @ApiOkResponse({ type: SongDto })
  @Refuses({ 404: '`song_unknown`' })
  getSong(@Param() { songId }: SongIdParams): Promise<SongDto> {
    return this.songs.get(songId);
  }

  @Put('songs/:songId')
  @ApiOperation({
    summary: 'Say what a song is (write key)',
    description:
      'Replaces all that calls said of it. A value of a call counts before that of a file, and both before what play logs say. ' +
      'Lists follow within a minute; the availability counts at once for songs that are asked for then. Many songs: a load with a mapping of `kind: song`.',
  })
  @ApiOkResponse({ type: SongDto })
  @Refuses({ 400: '`properties_invalid`, or a member that is wrong' })
  putSong(@Param() { songId }: SongIdParams, @Body() body: SongBody): Promise<SongDto> {
    return this.songs.put(songId, body);
  }

  @Get('ingest/song-properties')
  @Compressed()
  @ApiOperation({ summary: 'Properties of songs that are declared' })
  @ApiOkResponse({ type: DeclaredPropertiesDto })
  listSongProperties(): Promise<DeclaredPropertiesDto> {
    return this.songs.declared();
  }

  @Put('admin/song-properties')
  @ApiOperation({
    summary: 'Declare the properties of songs that the service has of its own',
    description: 'Replaces the list. Filters and boosts may name them from then on.',
  })
  @ApiOkResponse({ type: DeclaredPropertiesDto })
  @Refuses({ 400: '`properties_invalid`: a name is given twice, or is that of a property of every song' })
  @Refuses({ 409: '`property_type_fixed`: songs have values of another type' })
  declareSongProperties(@Body() body: DeclaredPropertiesDto): Promise<DeclaredPropertiesDto> {
    return this.songs.declare(body);
  }
}
