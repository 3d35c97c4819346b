import { CountField, CursorPageDto, CursorQuery, DayField, IdField, ObjectsField, TextField } from '#common';

export class UsersQuery extends CursorQuery {
  @TextField('First digits, or characters, of the ids; all users without it', {
    optional: true,
    minLength: 1,
    maxLength: 200,
    example: '168',
  })
  prefix?: string;
}

export class FoundUserDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @DayField('First loaded day with an event', { example: '2017-03-30' })
  firstDay: string;

  @DayField('Last loaded day with an event', { example: '2017-05-11' })
  lastDay: string;

  @CountField('Loaded days with an event', { example: 31 })
  days: number;

  @CountField('Plays on all of them', { example: 1204 })
  plays: number;

  @TextField('Why the user is excluded from both models; null for all others', {
    nullable: true,
    example: null,
  })
  excludedBecause: string | null;
}

export class UsersDto extends CursorPageDto {
  @ObjectsField(
    () => FoundUserDto,
    'By user id: 17 stands before 160, texts are in the order of their characters',
  )
  users: FoundUserDto[];
}

export class UserDayDto {
  @DayField('Day', { example: '2017-04-14' })
  day: string;

  @CountField('Plays', { example: 31 })
  plays: number;

  @CountField('Downloads', { example: 2 })
  downloads: number;

  @CountField('Searches', { example: 4 })
  searches: number;

  @CountField('Likes, dislikes, adds to playlists, follows and skips', { example: 1 })
  feedback: number;

  @CountField('Seconds played', { example: 5120 })
  playSeconds: number;
}

export class UserDaysDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @ObjectsField(() => UserDayDto, 'Days with an event, the newest 1,100 of the range, ascending')
  days: UserDayDto[];
}
