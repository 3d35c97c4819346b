import { CursorPageDto, CursorQuery, Field, JoinedType, LeftOutDto, UserIdParams } from '#common';
import { BANDS } from '#common/bands';
import type { Band } from '#common/bands';
import { PickType } from '@nestjs/swagger';
import { ModelStampDto } from '../../answers/model-stamp.js';
import { UserSongsDto } from '../../answers/recommendation.dto.js';
import { NamedSongDto } from '../../registry/named-song.dto.js';

/** Names of device codes as they stand in the logs; everything rare is `other`. */
const DEVICES = ['other', 'ar', 'ip', 'mc', 'wp'] as const;
type DeviceName = (typeof DEVICES)[number];

export function deviceName(code: number): DeviceName {
  return DEVICES[code] ?? 'other';
}

const WHY_EMPTY = 'Why the list is empty; null when it is not';
const LEFT_OUT =
  'With `contactable`, users who are left out: for a song or singer before the end of this page; for the win-back of the whole band, on its first page. Otherwise null';
const SCORES_OF = 'Snapshot date of the churn scores used; null when nobody has been scored';

const CONTACTABLE =
  'Only users who may be contacted: not excluded, not suppressed, not held out by a running campaign';

/** What narrows users, in queries and bodies. */
export class UsersNarrowed {
  @Field.boolean(`${CONTACTABLE}; for files that people mail from`, { optional: true, example: true })
  contactable?: boolean;

  @Field.enum('Only users of this churn band', BANDS, { optional: true, example: 'high' })
  churnBand?: Band;

  @Field.day('Only users with an event on this day or later', { optional: true, example: '2017-05-01' })
  activeSince?: string;
}

export class AudienceQuery extends JoinedType(CursorQuery, UsersNarrowed) {}

export class WinbackQuery extends CursorQuery {
  @Field.enum('Churn band of the users', BANDS, { default: 'high' })
  band: Band;

  @Field.integer('Songs for each user', { minimum: 1, maximum: 20, default: 5 })
  songs: number;

  @Field.boolean(CONTACTABLE, { default: true })
  contactable: boolean;
}

export class InterestedUserDto extends UserIdParams {
  @Field.enum('Device last used, as the logs name it', DEVICES, { example: 'ar' })
  device: DeviceName;

  @Field.number('Predicted preference, about 0 to 1', { example: 0.731204 })
  score: number;

  @Field.enum(
    '`model`: as it was trained; `fold-in`: with events that came after the training',
    ['model', 'fold-in'],
    { example: 'model' },
  )
  source: 'model' | 'fold-in';

  @Field.enum('Churn band by the newest scores; null when the user was not scored', BANDS, {
    nullable: true,
    example: 'medium',
  })
  churnBand: Band | null;

  @Field.share('Probability of churn by the newest scores; null when the user was not scored', {
    nullable: true,
    example: 0.52,
  })
  churnProbability: number | null;
}

/** What every page of users says in addition to them. */
export class AudiencePageDto extends CursorPageDto {
  @Field.object(() => LeftOutDto, LEFT_OUT, { nullable: true })
  leftOut: LeftOutDto | null;

  @Field.text(WHY_EMPTY, { nullable: true, example: null })
  reason: string | null;

  @Field.day(SCORES_OF, { nullable: true, example: '2017-05-12' })
  churnSnapshotDate: string | null;
}

export class UsersForSongDto extends JoinedType(NamedSongDto, ModelStampDto, AudiencePageDto) {
  @Field.objects(
    () => InterestedUserDto,
    'Most interested first, without those who have met the song already',
  )
  users: InterestedUserDto[];
}

export class SimilarUserDto extends PickType(InterestedUserDto, ['userId', 'device']) {
  @Field.number('Cosine of the two vectors, -1 to 1', { example: 0.91 })
  similarity: number;
}

export class SimilarUsersDto extends JoinedType(UserIdParams, ModelStampDto) {
  @Field.objects(() => SimilarUserDto, 'Most alike first')
  users: SimilarUserDto[];

  @Field.text(WHY_EMPTY, { nullable: true, example: null })
  reason: string | null;
}

export class WinbackUserDto extends UserSongsDto {
  @Field.share('Probability of churn', { example: 0.934 })
  churnProbability: number;

  @Field.enum('Churn band', BANDS, { example: 'high' })
  churnBand: Band;
}

export class WinbackDto extends AudiencePageDto {
  @Field.objects(() => WinbackUserDto, 'Most at risk first, each with songs')
  users: WinbackUserDto[];
}
