import { CONTACT_BARS, CursorPageDto, Field, LeftOutDto } from '#common';
import { PickType } from '@nestjs/swagger';
import { UserOrderDto } from '../scores/user-order.js';
import { ChurnScoreDto } from '../serving/churn-score.dto.js';
import { AudienceRulesBody } from './audience-rules.dto.js';

const REASONS = ['entered', 'left', 'limit', 'erased', ...CONTACT_BARS, 'deleted'] as const;

const TIME = '2026-11-24T02:15:00.000Z';

/** A recomputation of an audience. */
export class AudienceRunDto {
  @Field.integer('Number of the run; later runs have higher ones', { minimum: 1, example: 17 })
  run: number;

  @Field.day('Snapshot of the scores', { example: '2017-05-12' })
  snapshotDate: string;

  @Field.integer('Version of the churn model that made the scores', { minimum: 1, example: 3 })
  modelVersion: number;

  @Field.count('Users who entered', { example: 121 })
  entered: number;

  @Field.count('Users who left', { example: 84 })
  left: number;

  @Field.count('Members afterwards', { example: 2_310 })
  members: number;

  @Field.text(
    'Sum over the members of the first 8 bytes of the SHA-256 of the user id, modulo 2^64, in any order',
    { example: '10245978130451240013' },
  )
  digest: string;

  @Field.time('When it was computed', { example: TIME })
  computedAt: Date;
}

export class AudienceSummaryDto {
  @Field.text('Name, for programs', { example: 'about-to-leave' })
  key: string;

  @Field.text('Name, for people', { example: 'About to leave' })
  name: string;

  @Field.count('Members now', { example: 2_310 })
  members: number;

  @Field.boolean(
    'Whether the members are those of the newest scores of the live version; false while these are doubtful, see GET /churn',
    { example: true },
  )
  isCurrent: boolean;

  @Field.object(() => AudienceRunDto, 'The newest run; null before the first scores', { nullable: true })
  newestRun: AudienceRunDto | null;

  @Field.time('When it was created', { example: TIME })
  createdAt: Date;

  @Field.time('When its name or rules were changed last', { example: TIME })
  updatedAt: Date;

  @Field.time('When it was archived; null: it is in use', { nullable: true, example: null })
  archivedAt: Date | null;
}

export class AudienceDto extends AudienceSummaryDto {
  @Field.object(() => AudienceRulesBody, 'Who is in it')
  rules: AudienceRulesBody;

  @Field.object(() => UserOrderDto, 'By what users come first; null before the first scores', {
    nullable: true,
  })
  order: UserOrderDto | null;
}

export class AudiencesDto {
  @Field.objects(() => AudienceSummaryDto, 'Audiences that are not archived, oldest first')
  audiences: readonly AudienceSummaryDto[];
}

class PreviewUserDto extends PickType(ChurnScoreDto, ['userId', 'probability']) {}

export class AudiencePreviewDto {
  @Field.day('Snapshot of the newest scores of the live version', { example: '2017-05-12' })
  snapshotDate: string;

  @Field.count('Users who would enter', { example: 2_310 })
  users: number;

  @Field.object(() => LeftOutDto, 'Users who meet the conditions and may not be contacted')
  leftOut: LeftOutDto;

  @Field.object(() => UserOrderDto, 'By what users come first')
  order: UserOrderDto;

  @Field.objects(() => PreviewUserDto, 'The first ten')
  examples: readonly PreviewUserDto[];
}

export class AudienceMemberDto extends PreviewUserDto {
  @Field.day('Snapshot on which the user entered', { example: '2017-05-05' })
  since: string;
}

export class AudienceMembersDto extends CursorPageDto {
  @Field.object(() => AudienceRunDto, 'The run that made them; null: there was none', { nullable: true })
  newestRun: AudienceRunDto | null;

  @Field.objects(() => AudienceMemberDto, 'By user id')
  members: readonly AudienceMemberDto[];
}

export class AudienceChangesQuery {
  @Field.text(
    '`after` of the page before, or `Audience-Changes-After` of an export of the members; left out: the oldest changes',
    {
      optional: true,
      maxLength: 1_000,
    },
  )
  after?: string;

  @Field.integer('Most changes', { minimum: 1, maximum: 1_000, default: 1_000 })
  limit: number;
}

export class AudienceChangeDto {
  @Field.text('The same in every delivery of this change', { example: 'b5d4045c3f466fa91fe2cc6abe79232a' })
  id: string;

  @Field.text('User id, as callers write it', { example: '168550892' })
  userId: string;

  @Field.boolean('True: the user entered; false: the user left', { example: true })
  entered: boolean;

  @Field.enum('Why', REASONS, { example: 'entered' })
  reason: (typeof REASONS)[number];

  @Field.share('Probability on entering; null: the user left', { nullable: true, example: 0.71 })
  probability: number | null;

  @Field.integer('Run that made it', { minimum: 1, example: 17 })
  run: number;

  @Field.day('Snapshot of that run', { example: '2017-05-12' })
  snapshotDate: string;
}

export class AudienceChangesDto {
  @Field.objects(() => AudienceChangeDto, 'In the order in which they were committed')
  changes: readonly AudienceChangeDto[];

  @Field.text('Send it as `after` to go on; also when there is nothing more yet', { example: 'c2lnbmVk' })
  after: string;

  @Field.boolean('Whether there are more changes already', { example: false })
  hasMore: boolean;
}

export class AudienceRunsDto extends CursorPageDto {
  @Field.objects(() => AudienceRunDto, 'Newest first')
  runs: readonly AudienceRunDto[];
}
