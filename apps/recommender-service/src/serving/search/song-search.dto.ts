import { BooleanField, CountField, CursorPageDto, CursorQuery, ObjectsField, TextField } from '#common';
import { NamedSongDto } from '../../registry/named-song.dto.js';

export class SongSearchQuery extends CursorQuery {
  @TextField('Part of a title or a singer, or words of both', {
    minLength: 1,
    maxLength: 200,
    example: '周杰伦 晴天',
  })
  search: string;

  @BooleanField('Whether hidden songs may be in the answer', { default: false })
  includeHidden: boolean;
}

export class FoundSongDto extends NamedSongDto {
  @CountField('Plays and downloads that are loaded', { example: 90_412 })
  events: number;

  @BooleanField('True when the song is hidden: only with includeHidden', { example: false })
  hidden: boolean;
}

export class FoundSongsDto extends CursorPageDto {
  @ObjectsField(
    () => FoundSongDto,
    'Whose title or singer is the search first, then whose title or singer begins with it, then those that hold it, then those that hold ' +
      'its words; among these most events first, ties by song id',
  )
  songs: FoundSongDto[];

  @CountField('Songs found, on all pages together', { example: 212 })
  matches: number;
}
