import { CursorPageDto, Field } from '#common';
import { ConstrainedQuery } from '../../answers/constraints/constraints.dto.js';
import { NamedSongDto } from '../../registry/named-song.dto.js';
import { MATCHES } from '../../searches/song-texts.js';
import type { Match } from '../../searches/song-texts.js';
import { LIST_CURSOR } from '../songs-query.dto.js';
import { SingerDto } from '../singers/singers.dto.js';

export class SearchQuery extends ConstrainedQuery {
  @Field.text('Part of a title or a singer, or words of both', {
    minLength: 1,
    maxLength: 200,
    example: '周杰伦 晴天',
  })
  q: string;

  @Field.id('user', 'For whom; absent: for everybody', { optional: true, example: '168550892' })
  userId?: string;

  @Field.boolean('Whether hidden songs may be in the answer', { default: false })
  includeHidden: boolean;

  @Field.text(...LIST_CURSOR)
  cursor?: string;
}

const HOW_FOUND = [
  'How it was found: as the whole name, its beginning, a part of it; `words`: some in the title, some in the singer; `pieces`: the same ' +
    'of Chinese written without a blank',
  MATCHES,
] as const;

export class FoundSongDto extends NamedSongDto {
  @Field.count('Plays and downloads that are loaded', { example: 90_412 })
  events: number;

  @Field.boolean('True when the song is hidden: only with includeHidden', { example: false })
  hidden: boolean;

  @Field.enum(...HOW_FOUND, { example: 'title' })
  match: Match;
}

export class FoundSingerDto extends SingerDto {
  @Field.count('Songs that may be listed', { example: 43 })
  songs: number;

  @Field.enum(...HOW_FOUND, { example: 'singer' })
  match: Match;
}

export class SearchDto extends CursorPageDto {
  @Field.text('Name it when the songs are shown and in the events that follow', {
    example: 'r1.3.q.-.168550892.q1QxZp7sT0s.Vt0s3mYc1bJx2nQwPzKfRg',
  })
  recommendationId: string;

  @Field.objects(() => FoundSongDto, 'Best first')
  songs: FoundSongDto[];

  @Field.objects(() => FoundSingerDto, 'Up to ten, best first; on the first page alone')
  singers: FoundSingerDto[];

  @Field.count('Songs found, on all pages together and behind them', { example: 212 })
  matches: number;

  @Field.number('What the ranks by the scores of the user weighed; 0: text and events alone', {
    minimum: 0,
    example: 0.5,
  })
  weight: number;

  @Field.text('Why the scores of the user do not count; null where they do, and without a user', {
    nullable: true,
    example: null,
  })
  reason: string | null;

  @Field.integer('Model version of the scores; 0: none is live; null: no user was named', {
    minimum: 0,
    nullable: true,
    example: 3,
  })
  modelVersion: number | null;
}
