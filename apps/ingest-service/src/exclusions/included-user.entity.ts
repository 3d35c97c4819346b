import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A user whom no rule leaves out, as somebody decided by hand. */
@Entity('included_user')
export class IncludedUser {
  @PrimaryColumn('bigint')
  userId: string;

  @Column('text')
  reason: string;

  @Column('timestamptz', { default: () => 'now()' })
  since: Date;
}
