import { Field } from '#common';
import { PickType } from '@nestjs/swagger';
import { ChurnScoreDto, ScoresDto } from './churn-score.dto.js';
import type { FeatureChanges } from './changed-features.js';

export class WhatIfBody {
  @Field.id(
    'user',
    'User whose features are changed; without one `changes` describes a user who did nothing else',
    {
      optional: true,
      example: '168550892',
    },
  )
  userId?: string;

  @Field.map('Features by the names of GET /churn/features; null: never', 'number or null', {
    example: { days_from_last_play: 0, freq_P_last_7: 12 },
  })
  changes: FeatureChanges;
}

class WhatIfScoreDto extends PickType(ChurnScoreDto, ['probability', 'band', 'reasons']) {}

export class WhatIfDto extends ScoresDto {
  @Field.id('user', 'User id; null without one', { nullable: true, example: '168550892' })
  userId: string | null;

  @Field.day('Last day whose events the features before have seen; null without a user', {
    nullable: true,
    example: '2017-05-12',
  })
  snapshotDate: string | null;

  @Field.integer('Days after the snapshot date that the probabilities are about', { minimum: 1, example: 14 })
  horizonDays: number;

  @Field.object(() => WhatIfScoreDto, 'By the features as they are; null without a user', { nullable: true })
  before: WhatIfScoreDto | null;

  @Field.object(() => WhatIfScoreDto, 'By the changed features')
  after: WhatIfScoreDto;

  @Field.map(
    'All features that differ from before, by name: those asked for, and what follows from them',
    'number or null',
    {
      example: { days_from_last_play: 0, days_from_last_event: 0 },
    },
  )
  changedFeatures: Record<string, number | null>;

  @Field.text('How to read it', {
    example:
      'The model compares users who differ in this way. It does not say what a change of one user causes.',
  })
  note: string;
}
