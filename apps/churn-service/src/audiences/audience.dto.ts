import {
  BooleanField,
  CONTACT_BARS,
  CountField,
  CursorPageDto,
  DayField,
  EnumField,
  IntegerField,
  LeftOutDto,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
  TimeField,
} from '#common';
import { PickType } from '@nestjs/swagger';
import type { LineFormat } from '../delivery/user-lines.js';
import { UserOrderDto } from '../scores/user-order.js';
import { ChurnScoreDto } from '../serving/churn-score.dto.js';
import { AudienceRulesBody } from './audience-rules.dto.js';

const REASONS = ['entered', 'left', 'limit', 'erased', ...CONTACT_BARS, 'deleted'] as const;

const TIME = '2026-11-24T02:15:00.000Z';

/** A recomputation of an audience. */
export class AudienceRunDto {
  @IntegerField('Number of the run; later runs have higher ones', { minimum: 1, example: 17 })
  run: number;

  @DayField('Snapshot of the scores', { example: '2017-05-12' })
  snapshotDate: string;

  @IntegerField('Version of the churn model that made the scores', { minimum: 1, example: 3 })
  modelVersion: number;

  @CountField('Users who entered', { example: 121 })
  entered: number;

  @CountField('Users who left', { example: 84 })
  left: number;

  @CountField('Members afterwards', { example: 2_310 })
  members: number;

  @TextField(
    'Sum over the members of the first 8 bytes of the SHA-256 of the user id, modulo 2^64, in any order',
    { example: '10245978130451240013' },
  )
  digest: string;

  @TimeField('When it was computed', { example: TIME })
  computedAt: Date;
}

export class AudienceSummaryDto {
  @TextField('Name, for programs', { example: 'about-to-leave' })
  key: string;

  @TextField('Name, for people', { example: 'About to leave' })
  name: string;

  @CountField('Members now', { example: 2_310 })
  members: number;

  @BooleanField(
    'Whether the members are those of the newest scores of the live version; false while these are doubtful, see GET /churn',
    { example: true },
  )
  isCurrent: boolean;

  @ObjectField(() => AudienceRunDto, 'The newest run; null before the first scores', { nullable: true })
  newestRun: AudienceRunDto | null;

  @TimeField('When it was created', { example: TIME })
  createdAt: Date;

  @TimeField('When its name or rules were changed last', { example: TIME })
  updatedAt: Date;

  @TimeField('When it was archived; null: it is in use', { nullable: true, example: null })
  archivedAt: Date | null;
}

export class AudienceDto extends AudienceSummaryDto {
  @ObjectField(() => AudienceRulesBody, 'Who is in it')
  rules: AudienceRulesBody;

  @ObjectField(() => UserOrderDto, 'By what users come first; null before the first scores', {
    nullable: true,
  })
  order: UserOrderDto | null;
}

export class AudiencesDto {
  @ObjectsField(() => AudienceSummaryDto, 'Audiences that are not archived, oldest first')
  audiences: readonly AudienceSummaryDto[];
}

class PreviewUserDto extends PickType(ChurnScoreDto, ['userId', 'probability']) {}

class PastSizeDto {
  @DayField('Snapshot', { example: '2017-05-05' })
  snapshotDate: string;

  @CountField('Users who would have entered; null: it is not known', { nullable: true, example: 2_287 })
  users: number | null;

  @TextField('Code of the reason why it is not known', { nullable: true, example: 'features_dropped' })
  because: string | null;
}

export class AudiencePreviewDto {
  @DayField('Snapshot of the newest scores of the live version', { example: '2017-05-12' })
  snapshotDate: string;

  @CountField('Users who would enter', { example: 2_310 })
  users: number;

  @ObjectField(
    () => LeftOutDto,
    'Users who meet the conditions and may not be contacted, but for those of a reason',
  )
  leftOut: LeftOutDto;

  @ObjectField(() => UserOrderDto, 'By what users come first')
  order: UserOrderDto;

  @ObjectsField(() => PreviewUserDto, 'The first ten')
  examples: readonly PreviewUserDto[];

  @ObjectsField(() => PastSizeDto, 'The same on earlier snapshots, newest first')
  past: readonly PastSizeDto[];
}

export class AudienceMembersQuery {
  @EnumField('Form of the answer', ['csv', 'ndjson'], { default: 'csv' })
  format: LineFormat;
}

export class AudienceMemberDto extends PreviewUserDto {
  @DayField('Snapshot on which the user entered', { example: '2017-05-05' })
  since: string;
}

export class AudienceMembersDto extends CursorPageDto {
  @ObjectField(() => AudienceRunDto, 'The run that made them; null: there was none', { nullable: true })
  newestRun: AudienceRunDto | null;

  @ObjectsField(() => AudienceMemberDto, 'By user id')
  members: readonly AudienceMemberDto[];
}

export class AudienceChangesQuery {
  @TextField(
    '`after` of the page before, or `Audience-Changes-After` of an export of the members; left out: the oldest changes',
    {
      optional: true,
      maxLength: 1_000,
    },
  )
  after?: string;

  @IntegerField('Most changes', { minimum: 1, maximum: 1_000, default: 1_000 })
  limit: number;
}

export class AudienceChangeDto {
  @TextField('The same in every delivery of this change', { example: 'b5d4045c3f466fa91fe2cc6abe79232a' })
  id: string;

  @TextField('User id, as callers write it', { example: '168550892' })
  userId: string;

  @BooleanField('True: the user entered; false: the user left', { example: true })
  entered: boolean;

  @EnumField('Why', REASONS, { example: 'entered' })
  reason: (typeof REASONS)[number];

  @ShareField('Probability on entering; null: the user left', { nullable: true, example: 0.71 })
  probability: number | null;

  @IntegerField('Run that made it', { minimum: 1, example: 17 })
  run: number;

  @DayField('Snapshot of that run', { example: '2017-05-12' })
  snapshotDate: string;
}

export class AudienceChangesDto {
  @ObjectsField(() => AudienceChangeDto, 'In the order in which they were committed')
  changes: readonly AudienceChangeDto[];

  @TextField('Send it as `after` to go on; also when there is nothing more yet', { example: 'c2lnbmVk' })
  after: string;

  @BooleanField('Whether there are more changes already', { example: false })
  hasMore: boolean;
}

export class AudienceRunsDto extends CursorPageDto {
  @ObjectsField(() => AudienceRunDto, 'Newest first')
  runs: readonly AudienceRunDto[];
}
