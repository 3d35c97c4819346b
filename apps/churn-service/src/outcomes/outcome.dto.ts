import { ApiProperty } from '@nestjs/swagger';

export class OutcomeDto {
  @ApiProperty({ description: 'Users compared: those scored, without those excluded since', example: 57980 })
  users: number;

  @ApiProperty({ description: 'Share who churned: the base rate', example: 0.37 })
  churnRate: number;

  @ApiProperty({ description: 'Mean of the probabilities that were served', example: 0.36 })
  meanProbability: number;

  @ApiProperty({
    description: 'Area under the ROC curve; 0.5 is chance',
    example: 0.901,
    nullable: true,
    type: Number,
  })
  rocAuc: number | null;

  @ApiProperty({
    description: 'Area under the precision-recall curve; the base rate is chance',
    example: 0.85,
    nullable: true,
    type: Number,
  })
  prAuc: number | null;

  @ApiProperty({ description: 'Mean squared error of the probability', example: 0.118 })
  brier: number;

  @ApiProperty({ description: 'Mean negative log-likelihood, in nats', example: 0.371 })
  logLoss: number;

  @ApiProperty({
    description: 'ROC AUC, on the same users, of ranking by days since the last event',
    example: 0.889,
    nullable: true,
    type: Number,
  })
  recencyRocAuc: number | null;
}

export class SnapshotOutcomeDto {
  @ApiProperty({ description: 'Last day whose events the scores had seen', example: '2017-04-28' })
  snapshotDate: string;

  @ApiProperty({ description: 'Version that made them', example: 2 })
  modelVersion: number;

  @ApiProperty({ description: 'Snapshot date the version learned from', example: '2017-04-14' })
  trainedOnSnapshot: string;

  @ApiProperty({
    description:
      'True when every label the version learned from was known on the snapshot date; false: it was applied to the past',
    example: true,
  })
  outOfTime: boolean;

  @ApiProperty({ description: 'Last day of the label window', example: '2017-05-12' })
  closesOn: string;

  @ApiProperty({ description: 'Users scored', example: 58123 })
  scoredUsers: number;

  @ApiProperty({ description: 'When they were scored', example: '2026-11-24T02:15:00.000Z' })
  scoredAt: string;

  @ApiProperty({
    description:
      'When they were compared with what happened; null while the window is open or nobody has compared yet',
    example: '2026-12-08T02:15:00.000Z',
    nullable: true,
    type: String,
  })
  comparedAt: string | null;

  @ApiProperty({ description: 'How good they were', nullable: true, type: OutcomeDto })
  outcome: OutcomeDto | null;
}

export class OutcomesDto {
  @ApiProperty({ description: 'True when the loaded logs are generated sample logs', example: true })
  synthetic: boolean;

  @ApiProperty({
    description: 'One for each snapshot date and version, newest first',
    type: [SnapshotOutcomeDto],
  })
  snapshots: SnapshotOutcomeDto[];
}
