import { Field } from '#common';
import { SyntheticDto } from '../../dataset/windows.dto.js';

/** What is watched. Each rule has a limit, which is a setting, and fires above it. */
const ALERT_RULES = [
  'score_drift',
  'calibration',
  'shadow_better',
  'event_volume',
  'active_users',
  'coverage_holes',
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

const ALERT_STATES = ['ok', 'firing', 'unknown'] as const;

export class AlertDto {
  @Field.enum('What is watched', ALERT_RULES, { example: 'score_drift' })
  rule: AlertRule;

  @Field.enum('unknown: there is nothing to tell by yet', ALERT_STATES, { example: 'ok' })
  state: (typeof ALERT_STATES)[number];

  @Field.number(
    'What was found: a population stability index, an excess of the calibration error, the least fall of the log loss by the shadow version, a relative change, or a number of days; null while unknown',
    { nullable: true, example: 0.021 },
  )
  value: number | null;

  @Field.number('The rule fires above it: a setting, or 0 for shadow_better', { example: 0.2 })
  limit: number;

  @Field.day(
    'First day, or snapshot date, of those on which it fires without a break; null when it does not fire',
    {
      nullable: true,
      example: null,
    },
  )
  since: string | null;

  @Field.text('What was found, in a sentence', {
    example:
      'The scores of 2017-05-12 have a population stability index of 0.021 compared with those of 2017-04-28, which the live version learned.',
  })
  found: string;

  @Field.text('What to do when it fires', { example: 'See GET /churn/drift for the features that changed.' })
  toDo: string;
}

export class AlertsDto extends SyntheticDto {
  @Field.day('The newest complete day', { nullable: true, example: '2017-05-12' })
  newestDay: string | null;

  @Field.integer('The live version; null when there is none', { nullable: true, minimum: 1, example: 3 })
  modelVersion: number | null;

  @Field.objects(() => AlertDto, 'Every rule, whatever its state')
  rules: readonly AlertDto[];
}
