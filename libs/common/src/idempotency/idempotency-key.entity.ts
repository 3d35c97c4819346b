import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that its caller may send again, and what came of it. */
@Entity('idempotency_key')
@Index('idempotency_key_created', ['createdAt'])
export class IdempotencyKey {
  /** Id of the API key that it was sent with. */
  @PrimaryColumn('text')
  credential: string;

  /** Method and pattern of the path. */
  @PrimaryColumn('text')
  route: string;

  @PrimaryColumn('text')
  key: string;

  /** Hash of the path and the body. */
  @Column('text')
  fingerprint: string;

  /** Who handles it, or handled it. */
  @Column('uuid')
  claim: string;

  @Column('timestamptz')
  claimedUntil: Date;

  @Column('uuid', { nullable: true })
  jobId: string | null;

  /** Null while it is handled. Of type json, which keeps the order of members. */
  @Column('json', { nullable: true })
  answer: object | null;

  @Column('text', { nullable: true })
  location: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
