import {
  BooleanField,
  CountField,
  CursorPageDto,
  EnumField,
  IdField,
  IntegerField,
  NumberField,
  ObjectsField,
  TextField,
} from '#common';
import { ConstrainedQuery } from '../../answers/constraints/constraints.dto.js';
import { NamedSongDto } from '../../registry/named-song.dto.js';
import { MATCHES } from '../../searches/song-texts.js';
import type { Match } from '../../searches/song-texts.js';
import { LIST_CURSOR } from '../songs-query.dto.js';
import { SingerDto } from '../singers/singers.dto.js';

export class SearchQuery extends ConstrainedQuery {
  @TextField('Part of a title or a singer, or words of both', {
    minLength: 1,
    maxLength: 200,
    example: '周杰伦 晴天',
  })
  q: string;

  @IdField('user', 'For whom; absent: for everybody', { optional: true, example: '168550892' })
  userId?: string;

  @BooleanField('Whether hidden songs may be in the answer', { default: false })
  includeHidden: boolean;

  @TextField(...LIST_CURSOR)
  cursor?: string;
}

const HOW_FOUND = [
  'How it was found: as the whole name, its beginning, a part of it; `words`: some in the title, some in the singer; `pieces`: the same ' +
    'of Chinese written without a blank',
  MATCHES,
] as const;

export class FoundSongDto extends NamedSongDto {
  @CountField('Plays and downloads that are loaded', { example: 90_412 })
  events: number;

  @BooleanField('True when the song is hidden: only with includeHidden', { example: false })
  hidden: boolean;

  @EnumField(...HOW_FOUND, { example: 'title' })
  match: Match;
}

export class FoundSingerDto extends SingerDto {
  @CountField('Songs that may be listed', { example: 43 })
  songs: number;

  @EnumField(...HOW_FOUND, { example: 'singer' })
  match: Match;
}

export class SearchDto extends CursorPageDto {
  @ObjectsField(() => FoundSongDto, 'Best first')
  songs: FoundSongDto[];

  @ObjectsField(() => FoundSingerDto, 'Up to ten, best first; on the first page alone')
  singers: FoundSingerDto[];

  @CountField('Songs found, on all pages together and behind them', { example: 212 })
  matches: number;

  @NumberField('What the ranks by the scores of the user weighed; 0: text and events alone', {
    minimum: 0,
    example: 0.5,
  })
  weight: number;

  @TextField('Why the scores of the user do not count; null where they do, and without a user', {
    nullable: true,
    example: null,
  })
  reason: string | null;

  @IntegerField('Model version of the scores; 0: none is live; null: no user was named', {
    minimum: 0,
    nullable: true,
    example: 3,
  })
  modelVersion: number | null;
}
