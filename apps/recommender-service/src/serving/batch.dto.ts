import { Field, SongIdParams } from '#common';
import { ConstraintsBody } from '../answers/constraints/constraints.dto.js';
import { UserSongsDto } from '../answers/recommendation.dto.js';

export class BatchBody extends ConstraintsBody {
  @Field.ids('user', 'User ids; one that is named twice is answered twice', {
    minItems: 1,
    maxItems: 200,
    example: ['168550892', '168540348'],
  })
  userIds: string[];

  @Field.integer('Songs for each user', { minimum: 1, maximum: 100, default: 20 })
  limit: number;

  @Field.boolean('Whether songs already played may be in the lists', { default: false })
  includePlayed: boolean;
}

export class BatchDto {
  @Field.objects(
    () => UserSongsDto,
    'One list for each id, in the order of the ids; a user of whom nothing is known gets popular songs, marked as such. An id named ' +
      'twice has the same list twice, each with a recommendationId of its own',
  )
  users: UserSongsDto[];
}

export class GuestEventDto extends SongIdParams {
  @Field.enum('Kind of event', ['play', 'download'], { default: 'play' })
  kind: 'play' | 'download';

  @Field.share('Share of the song that was heard; a play without it counts as one to the end', { default: 1 })
  playedShare: number;
}

export class GuestBody extends ConstraintsBody {
  @Field.objects(() => GuestEventDto, 'What the guest has played and downloaded', { maxItems: 1_000 })
  events: GuestEventDto[];

  @Field.integer('How many songs', { minimum: 1, maximum: 200, default: 20 })
  limit: number;

  @Field.ids('song', 'Song ids to leave out', { maxItems: 500, default: [], example: ['6468891'] })
  exclude: string[];

  @Field.boolean('Whether songs of the events may be in the list', { default: false })
  includePlayed: boolean;

  @Field.share('From 0, best first, to 1, different ones first', { default: 0 })
  diversity: number;
}
