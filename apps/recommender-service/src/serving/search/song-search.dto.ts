import { BooleanField, CountField, LimitQuery, ObjectsField, TextField } from '#common';
import { NamedSongDto } from '../../registry/named-song.dto.js';

export class SongSearchQuery extends LimitQuery {
  @TextField('Part of a title or a singer, or words of both', {
    minLength: 1,
    maxLength: 200,
    example: '周杰伦 晴天',
  })
  search: string;

  @TextField('`nextCursor` of the page before, with the same search', {
    optional: true,
    maxLength: 1000,
    example: 'wJr1kqPmVYu3…',
  })
  cursor?: string;
}

export class FoundSongDto extends NamedSongDto {
  @CountField('Plays and downloads that are loaded', { example: 90_412 })
  events: number;

  @BooleanField('True when the song is hidden from every list', { example: false })
  hidden: boolean;
}

export class FoundSongsDto {
  @ObjectsField(
    () => FoundSongDto,
    'Whose title or singer is the search first, then whose title or singer begins with it, then those that hold it, then those that hold ' +
      'its words; among these most events first, ties by song id',
  )
  songs: FoundSongDto[];

  @CountField('Songs found, on all pages together', { example: 212 })
  matches: number;

  @TextField('Give it as `cursor` to get the next page; null at the end', { nullable: true, example: null })
  nextCursor: string | null;
}
