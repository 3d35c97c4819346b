import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Generated logs say that they are, in their manifest; one row. */
@Entity('sample_log_set')
@Check('sample_log_set_single', 'id = 1')
export class SampleLogSet {
  @PrimaryColumn('smallint', { default: 1 })
  id: number;

  @Column('jsonb')
  manifest: object;

  @Column('timestamptz', { default: () => 'now()' })
  loadedAt: Date;
}
