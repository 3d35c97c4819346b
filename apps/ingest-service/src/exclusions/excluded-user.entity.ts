import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

abstract class DecidedUser {
  @PrimaryColumn('bigint')
  userId: string;

  @Column('text')
  reason: string;

  @Column('timestamptz', { default: () => 'now()' })
  since: Date;
}

/** A user whom both models leave out. */
@Entity('excluded_user')
@Check('excluded_user_by_known', `by IN ('rule', 'hand', 'erasure')`)
export class ExcludedUser extends DecidedUser {
  /** What a rule found. */
  @Column('jsonb', { default: () => "'{}'" })
  evidence: Record<string, unknown>;

  /** `erasure`: until all that is kept of the user is gone, and with it this row. */
  @Column('text', { default: 'hand' })
  by: 'rule' | 'hand' | 'erasure';
}

/** A user whom no rule leaves out: decided by hand. */
@Entity('included_user')
export class IncludedUser extends DecidedUser {}
