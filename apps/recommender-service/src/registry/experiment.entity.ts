import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What ended an experiment: a request, or another version that went live. */
export const ENDED_BY = ['request', 'promotion'] as const;

/**
 * Versions next to the live one, each for a share of the users; at most one experiment runs. A trigger ends it
 * when another version goes live.
 */
@Entity('recommender_experiment')
@Unique('recommender_experiment_name', ['name'])
@Index('recommender_experiment_running', { synchronize: false })
@Check('recommender_experiment_share', 'share > 0 AND share * cardinality(challenger_versions) < 1')
@Check('recommender_experiment_ended_by', `ended_by IN ('request', 'promotion')`)
export class Experiment {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('text')
  name: string;

  /** Whose versions are tried; null: the model's. */
  @Column('text', { nullable: true })
  scenario: string | null;

  @Column('integer', { array: true })
  challengerVersions: number[];

  /** Of the users, for each challenger. */
  @Column('real')
  share: number;

  /** Songs shown, of all variants together. */
  @Column('integer', { default: 10_000 })
  plannedImpressions: number;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('text', { nullable: true })
  endedBy: (typeof ENDED_BY)[number] | null;
}
