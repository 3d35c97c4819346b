import { CursorPageDto, CursorQuery, Field, UserIdParams } from '#common';

export class UsersQuery extends CursorQuery {
  @Field.text('First digits, or characters, of the ids; all users without it', {
    optional: true,
    minLength: 1,
    maxLength: 200,
    example: '168',
  })
  prefix?: string;
}

export class FoundUserDto extends UserIdParams {
  @Field.day('First loaded day with an event', { example: '2017-03-30' })
  firstDay: string;

  @Field.day('Last loaded day with an event', { example: '2017-05-11' })
  lastDay: string;

  @Field.count('Loaded days with an event', { example: 31 })
  days: number;

  @Field.count('Plays on all of them', { example: 1204 })
  plays: number;

  @Field.text('Why the user is excluded from both models; null for all others', {
    nullable: true,
    example: null,
  })
  excludedBecause: string | null;
}

export class UsersDto extends CursorPageDto {
  @Field.objects(
    () => FoundUserDto,
    'By user id: 17 stands before 160, texts are in the order of their characters',
  )
  users: FoundUserDto[];
}

export class UserDayDto {
  @Field.day('Day', { example: '2017-04-14' })
  day: string;

  @Field.count('Plays', { example: 31 })
  plays: number;

  @Field.count('Downloads', { example: 2 })
  downloads: number;

  @Field.count('Searches', { example: 4 })
  searches: number;

  @Field.count('Likes, dislikes, adds to playlists, follows and skips', { example: 1 })
  feedback: number;

  @Field.count('Seconds played', { example: 5120 })
  playSeconds: number;
}

export class UserDaysDto extends UserIdParams {
  @Field.objects(() => UserDayDto, 'Days with an event, the newest 1,100 of the range, ascending')
  days: UserDayDto[];
}
