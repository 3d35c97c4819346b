import {
  BooleanField,
  CountField,
  CursorPageDto,
  CursorQuery,
  EnumField,
  IdField,
  IdListField,
  MapField,
  ObjectsField,
  TextField,
  TimeField,
} from '#common';

const STATES = ['excluded', 'included'] as const;

export class ExclusionsQuery extends CursorQuery {
  @EnumField('Only users who are excluded, or only those re-included by hand', STATES, { optional: true })
  state?: (typeof STATES)[number];
}

export class ExclusionDecisionDto {
  @BooleanField('true: excluded from both models; false: included, and no rule excludes this user again', {
    example: true,
  })
  excluded: boolean;

  @TextField('Why, in words for whoever reads the list', {
    minLength: 1,
    maxLength: 200,
    example: 'service account of the web radio',
  })
  reason: string;
}

export class ExclusionDto {
  @IdField('user', 'User id', { example: '751824' })
  userId: string;

  @BooleanField('true: excluded from both models; false: included by hand, whatever the rules say', {
    example: true,
  })
  excluded: boolean;

  @TextField('over_24_hours, or what was given by hand', { example: 'over_24_hours' })
  reason: string;

  @EnumField('Who decided', ['rule', 'hand'])
  by: 'rule' | 'hand';

  @MapField('What the rule found: the day of most play, its seconds and how many days have too many', true, {
    example: { day: '2017-04-02', playSeconds: 1_204_113, days: 31 },
  })
  evidence: Record<string, unknown>;

  @TimeField('Since when', { example: '2026-11-24T14:36:00.000Z' })
  since: Date;
}

export class HandedBackDto {
  @IdField('user', 'User id', { example: '751824' })
  userId: string;

  @BooleanField('Whether the rule of 24 hours leaves the user out', { example: false })
  excluded: boolean;
}

export class ExclusionPageDto extends CursorPageDto {
  @ObjectsField(() => ExclusionDto, 'Decisions, by user id')
  exclusions: ExclusionDto[];
}

export class UsersBody {
  @IdListField('user', 'User ids, known or not; one that is named twice counts once', {
    minItems: 1,
    maxItems: 5_000,
    example: ['751824', '168540348'],
  })
  userIds: string[];
}

export class ExcludedUsersBody extends UsersBody {
  @TextField('Why, in words for whoever reads the list of exclusions', {
    minLength: 1,
    maxLength: 200,
    default: 'excluded',
  })
  reason: string;
}

export class ChangedUsersDto {
  @CountField('Users who were named, each once', { example: 2 })
  users: number;

  @CountField('Users whom it changed; for the others it was so before', { example: 2 })
  changed: number;
}
