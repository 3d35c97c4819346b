import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A secret that was replaced. */
export interface EarlierSecret {
  /** Encrypted, in base64. */
  readonly secret: string;
  readonly endsAt: string;
}

/** Where messages are sent, and how that goes. */
@Entity('delivery_endpoint')
@Unique('delivery_endpoint_name', ['name'])
export class DeliveryEndpoint {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('text')
  name: string;

  /** An http or https address. */
  @Column('text')
  url: string;

  @Column('text', { nullable: true })
  description: string | null;

  /** Keys; null: all audiences. */
  @Column('text', { array: true, nullable: true })
  audiences: string[] | null;

  /** Null: all types. */
  @Column('text', { array: true, nullable: true })
  types: string[] | null;

  /** Encrypted. */
  @Column('bytea')
  secret: Buffer;

  /** They sign too until they end. */
  @Column('jsonb', { default: [] })
  earlierSecrets: EarlierSecret[];

  @Column('timestamptz', { nullable: true })
  failingSince: Date | null;

  /** The last attempt that failed. */
  @Column('timestamptz', { nullable: true })
  failedAt: Date | null;

  /** The receiver asked for this by Retry-After. */
  @Column('timestamptz', { nullable: true })
  pausedUntil: Date | null;

  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;

  @Column('text', { nullable: true })
  disabledBecause: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
