import { ModelVersion } from '#common';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Doubt } from './doubts.js';
import type { FeatureCounts } from '../model/feature-counts.js';
import type { OutcomeDto } from '../measures/outcome.dto.js';

/**
 * What one version said of everybody at one snapshot date, and later what came of it. The scores themselves
 * are in churn_score.
 */
@Entity('churn_score_set')
export class StoredScoreSet {
  @PrimaryColumn('date')
  snapshotDate: string;

  @PrimaryColumn('integer')
  @ForeignKey(() => ModelVersion, { name: 'churn_score_set_version', onDelete: 'CASCADE' })
  modelVersionId: number;

  @Column('timestamptz')
  scoredAt: Date;

  @Column('integer')
  userCount: number;

  /** Mark of the loads that the features had seen. */
  @Column('text')
  loads: string;

  /** Of the probabilities, at 0, 0.001, ... 1. */
  @Column('real', { array: true })
  quantiles: number[];

  /** Users by bins of each feature, in the bins of the version. */
  @Column('jsonb', { default: [] })
  featureCounts: FeatureCounts;

  /** What was found of the days when they were scored, known or not. */
  @Column('jsonb', { default: [] })
  doubts: Doubt[];

  @Column('jsonb', { nullable: true })
  outcome: OutcomeDto | null;

  /** Mark of the loads of the label window that the outcome had seen. */
  @Column('text', { nullable: true })
  outcomeLoads: string | null;

  @Column('timestamptz', { nullable: true })
  outcomeAt: Date | null;

  /** Whether the feature values of the scores were dropped. */
  @Column('boolean', { default: false })
  featuresDropped: boolean;
}
