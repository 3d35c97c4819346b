import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What stays of an erasure: that somebody asked for it, and when. No id of a user. */
@Entity('erasure')
@Unique('erasure_finished_once', ['finished'])
export class Erasure {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  /** How many users were named, each once. */
  @Column('integer')
  users: number;

  /** Name of the key. */
  @Column('text')
  askedBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  askedAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  /** Counts erasures as they end: by the highest one, whoever keeps something of users in memory knows that some have gone. */
  @Column('integer', { nullable: true })
  finished: number | null;
}
