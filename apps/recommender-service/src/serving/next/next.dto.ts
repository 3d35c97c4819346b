import { Field } from '#common';
import { SongListDto } from '../../answers/recommendation.dto.js';
import { NamedSongDto } from '../../registry/named-song.dto.js';
import { ChosenSongsQuery, LIST_LENGTH } from '../songs-query.dto.js';

/** What a caller may ask of the songs that come next. */
export class NextQuery extends ChosenSongsQuery {
  @Field.ids('song', 'Ids of the songs heard just now or in a playlist, the last one last; none is listed', {
    minItems: 1,
    maxItems: 500,
    example: ['15249349', '6468891'],
  })
  after: string[];

  @Field.integer('How many songs', { ...LIST_LENGTH, default: 20 })
  limit: number;

  @Field.boolean('Whether songs that the user has played may be in the list', { default: true })
  includePlayed: boolean;

  @Field.integer(
    'A singer is at most once in any so many places, the last songs of `after` counting too; 1: anywhere. ' +
      'Default: as listeners do in the logs (`report.next.singerSpacing`)',
    { minimum: 1, maximum: 50, optional: true, example: 1 },
  )
  singerSpacing?: number;
}

/** What comes next. */
export class NextSongsDto extends SongListDto {
  @Field.id('user', 'User id; null for a guest', { nullable: true, example: '168550892' })
  userId: string | null;

  @Field.objects(
    () => NamedSongDto,
    'Songs of `after` that count nothing, since the model does not know them: too short, too new, in no session and too rarely heard, or in no event',
  )
  unknown: NamedSongDto[];
}
