import { BooleanField, IdField, LimitQuery, ObjectsField, TextField, TimeField } from '#common';
import { NamedSongDto } from './named-song.dto.js';

export class HiddenSongBody {
  @BooleanField('true: in no list from now on; false: in lists again', { example: true })
  hidden: boolean;
}

export class HiddenSongDto extends HiddenSongBody {
  @IdField('Song id', { example: '15249349' })
  songId: string;
}

export class HiddenSongsQuery extends LimitQuery {
  @TextField('`nextCursor` of the page before', { optional: true, maxLength: 200, example: 'wJr1kqPmVYu3…' })
  cursor?: string;
}

export class ListedHiddenSongDto extends NamedSongDto {
  @TimeField('When it was hidden', { example: '2026-11-24T15:00:00.000Z' })
  hiddenAt: string;
}

export class HiddenSongPageDto {
  @ObjectsField(() => ListedHiddenSongDto, 'By song id')
  songs: ListedHiddenSongDto[];

  @TextField('Give it as `cursor` to get the next page; null at the end', { nullable: true, example: null })
  nextCursor: string | null;
}
