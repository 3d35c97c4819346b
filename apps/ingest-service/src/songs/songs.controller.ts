import { Answers, Compressed, Refuses, SongIdParams } from '#common';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { DeclaredPropertiesDto, SongBody, SongDto } from './songs.dto.js';
import { Songs } from './songs.service.js';

@Controller()
export class SongsController {
  constructor(private readonly songs: Songs) {}

  @Get('ingest/songs/:songId')
  @Compressed()
  @Answers(SongDto, 'What is known of a song, and which source says it')
  @Refuses({ 404: '`song_unknown`' })
  getSong(@Param() { songId }: SongIdParams): Promise<SongDto> {
    return this.songs.get(songId);
  }

  @Put('songs/:songId')
  @Answers(SongDto, 'Say what a song is (write key)', {
    details:
      'Replaces all that calls said of it. A value of a call counts before that of a file, and both before what play logs say. ' +
      'Lists follow within a minute; the availability counts at once for songs that are asked for then. Many songs: a load with a mapping of `kind: song`.',
  })
  @Refuses({ 400: '`properties_invalid`, or a member that is wrong' })
  putSong(@Param() { songId }: SongIdParams, @Body() body: SongBody): Promise<SongDto> {
    return this.songs.put(songId, body);
  }

  @Get('ingest/song-properties')
  @Compressed()
  @Answers(DeclaredPropertiesDto, 'Properties of songs that are declared')
  listSongProperties(): Promise<DeclaredPropertiesDto> {
    return this.songs.declared();
  }

  @Put('admin/song-properties')
  @Answers(DeclaredPropertiesDto, 'Declare the properties of songs that the service has of its own', {
    details: 'Replaces the list. Filters and boosts may name them from then on.',
  })
  @Refuses({ 400: '`properties_invalid`: a name is given twice, or is that of a property of every song' })
  @Refuses({ 409: '`property_type_fixed`: songs have values of another type' })
  declareSongProperties(@Body() body: DeclaredPropertiesDto): Promise<DeclaredPropertiesDto> {
    return this.songs.declare(body);
  }
}
