import {
  BooleanField,
  CountField,
  DayField,
  IntegerField,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TimeField,
} from '#common';

export class OutcomeDto {
  @CountField('Users compared: those scored, without those excluded since', { example: 57980 })
  users: number;

  @ShareField('Share who churned: the base rate', { example: 0.37 })
  churnRate: number;

  @ShareField('Mean of the probabilities that were served', { example: 0.36 })
  meanProbability: number;

  @ShareField('Area under the ROC curve; 0.5 is chance', { nullable: true, example: 0.901 })
  rocAuc: number | null;

  @ShareField('Area under the precision-recall curve; the base rate is chance', {
    nullable: true,
    example: 0.85,
  })
  prAuc: number | null;

  @ShareField('Mean squared error of the probability', { example: 0.118 })
  brier: number;

  @NumberField('Mean negative log-likelihood, in nats', { example: 0.371 })
  logLoss: number;

  @ShareField('ROC AUC, on the same users, of ranking by days since the last event', {
    nullable: true,
    example: 0.889,
  })
  recencyRocAuc: number | null;
}

export class SnapshotOutcomeDto {
  @DayField('Last day whose events the scores had seen', { example: '2017-04-28' })
  snapshotDate: string;

  @IntegerField('Version that made them', { minimum: 1, example: 2 })
  modelVersion: number;

  @DayField('Snapshot date the version learned from', { example: '2017-04-14' })
  trainedOnSnapshot: string;

  @BooleanField(
    'True when every label the version learned from was known on the snapshot date; false: it was applied to the past',
    { example: true },
  )
  outOfTime: boolean;

  @DayField('Last day of the label window', { example: '2017-05-12' })
  closesOn: string;

  @CountField('Users scored', { example: 58123 })
  scoredUsers: number;

  @TimeField('When they were scored', { example: '2026-11-24T02:15:00.000Z' })
  scoredAt: string;

  @TimeField(
    'When they were compared with what happened; null while the window is open or nobody has compared yet',
    { nullable: true, example: '2026-12-08T02:15:00.000Z' },
  )
  comparedAt: string | null;

  @ObjectField(() => OutcomeDto, 'How good they were', { nullable: true })
  outcome: OutcomeDto | null;
}

export class OutcomesDto {
  @BooleanField('True when the loaded logs are generated sample logs', { example: true })
  synthetic: boolean;

  @ObjectsField(() => SnapshotOutcomeDto, 'One for each snapshot date and version, newest first')
  snapshots: SnapshotOutcomeDto[];
}
