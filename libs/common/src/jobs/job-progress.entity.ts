import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * How far a job is that has begun; what it is, the queue knows. Written and read together with the queue's
 * table, by SQL.
 */
@Entity('job_progress')
export class JobProgressRow {
  @PrimaryColumn('uuid')
  jobId: string;

  @Column('text', { default: 'starting' })
  step: string;

  @Column('real', { nullable: true })
  fraction: number | null;

  @Column('jsonb', { default: {} })
  detail: Record<string, string | number>;

  @Column('boolean', { default: false })
  cancelRequested: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
