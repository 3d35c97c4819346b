import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who was erased, by nothing but a hash of the id that needs the platform's secret: later events are recognised by it. */
@Entity('erased_user')
export class ErasedUser {
  /** See `UserHashes`. */
  @PrimaryColumn('bigint')
  hash: string;

  /** The first erasure that named the user. */
  @Column('integer')
  erasureId: number;
}
