import { CursorPageDto, CursorQuery, Field } from '#common';

const STATES = ['excluded', 'included'] as const;

export class ExclusionsQuery extends CursorQuery {
  @Field.enum('Only users who are excluded, or only those re-included by hand', STATES, { optional: true })
  state?: (typeof STATES)[number];
}

export class ExclusionDecisionDto {
  @Field.boolean('true: excluded from both models; false: included, and no rule excludes this user again', {
    example: true,
  })
  excluded: boolean;

  @Field.text('Why, in words for whoever reads the list', {
    minLength: 1,
    maxLength: 200,
    example: 'service account of the web radio',
  })
  reason: string;
}

export class ExclusionDto {
  @Field.id('user', 'User id', { example: '751824' })
  userId: string;

  @Field.boolean('true: excluded from both models; false: included by hand, whatever the rules say', {
    example: true,
  })
  excluded: boolean;

  @Field.text('over_24_hours, or what was given by hand', { example: 'over_24_hours' })
  reason: string;

  @Field.enum('Who decided', ['rule', 'hand'])
  by: 'rule' | 'hand';

  @Field.map('What the rule found: the day of most play, its seconds and how many days have too many', true, {
    example: { day: '2017-04-02', playSeconds: 1_204_113, days: 31 },
  })
  evidence: Record<string, unknown>;

  @Field.time('Since when', { example: '2026-11-24T14:36:00.000Z' })
  since: Date;
}

export class HandedBackDto {
  @Field.id('user', 'User id', { example: '751824' })
  userId: string;

  @Field.boolean('Whether the rule of 24 hours leaves the user out', { example: false })
  excluded: boolean;
}

export class ExclusionPageDto extends CursorPageDto {
  @Field.objects(() => ExclusionDto, 'Decisions, by user id')
  exclusions: ExclusionDto[];
}

export class UsersBody {
  @Field.ids('user', 'User ids, known or not; one that is named twice counts once', {
    minItems: 1,
    maxItems: 5_000,
    example: ['751824', '168540348'],
  })
  userIds: string[];
}

export class ExcludedUsersBody extends UsersBody {
  @Field.text('Why, in words for whoever reads the list of exclusions', {
    minLength: 1,
    maxLength: 200,
    default: 'excluded',
  })
  reason: string;
}

export class ChangedUsersDto {
  @Field.count('Users who were named, each once', { example: 2 })
  users: number;

  @Field.count('Users whom it changed; for the others it was so before', { example: 2 })
  changed: number;
}
