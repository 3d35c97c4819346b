import { CursorPageDto, Field, JoinedType, SongIdParams } from '#common';
import { NamedSongDto } from './named-song.dto.js';

export class HiddenSongBody {
  @Field.boolean('true: in no list from now on; false: in lists again', { example: true })
  hidden: boolean;
}

export class HiddenSongDto extends JoinedType(SongIdParams, HiddenSongBody) {}

export class ListedHiddenSongDto extends NamedSongDto {
  @Field.time('When it was hidden', { example: '2026-11-24T15:00:00.000Z' })
  hiddenAt: string;
}

export class HiddenSongPageDto extends CursorPageDto {
  @Field.objects(() => ListedHiddenSongDto, 'By song id')
  songs: ListedHiddenSongDto[];
}
