import { Field, JoinedType, UserIdParams } from '#common';
import { SongsLeftDto } from '../../answers/recommendation.dto.js';
import { ConstrainedQuery } from '../../answers/constraints/constraints.dto.js';
import { REPEAT_MODES } from '../../repeats/rank-repeats.js';
import type { RepeatMode } from '../../repeats/rank-repeats.js';
import { NamedSongDto } from '../../registry/named-song.dto.js';

export class AgainQuery extends ConstrainedQuery {
  @Field.enum(
    'favourites: what is played now; forgotten: what was, and has not been for some time',
    REPEAT_MODES,
    { default: 'favourites' },
  )
  mode: RepeatMode;
}

export class SongAgainDto extends NamedSongDto {
  @Field.number('Plays that are no skips, each weighing half after the half-life', { example: 4.81 })
  score: number;

  @Field.day('Last day on which it was heard and not skipped', { example: '2017-05-11' })
  lastPlayed: string;
}

export class SongsAgainDto extends JoinedType(UserIdParams, SongsLeftDto) {
  @Field.enum('As asked for', REPEAT_MODES, { example: 'favourites' })
  mode: RepeatMode;

  @Field.objects(() => SongAgainDto, 'The largest score first; songs heard already, none of them hidden')
  songs: SongAgainDto[];

  @Field.text('Why the list is empty; null when it is not', { nullable: true, example: null })
  reason: string | null;

  @Field.day(
    'Last day of the archives that were counted; events posted since count too. Null before the first retrain',
    {
      nullable: true,
      example: '2017-05-12',
    },
  )
  dataTo: string | null;
}
