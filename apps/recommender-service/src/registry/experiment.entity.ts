import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What ended an experiment: a request, or another version that went live. */
export const ENDED_BY = ['request', 'promotion'] as const;

/**
 * One version next to the live one, for a share of the users; at most one runs. A trigger ends it when another
 * version goes live.
 */
@Entity('recommender_experiment')
@Unique('recommender_experiment_name', ['name'])
@Index('recommender_experiment_running', { synchronize: false })
@Check('recommender_experiment_share', 'share > 0 AND share < 1')
@Check('recommender_experiment_ended_by', `ended_by IN ('request', 'promotion')`)
export class Experiment {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('text')
  name: string;

  @Column('integer')
  challengerVersion: number;

  @Column('real')
  share: number;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('text', { nullable: true })
  endedBy: (typeof ENDED_BY)[number] | null;
}
