import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A finding that is known, so that it no longer asks for attention. */
@Entity('acknowledgement')
export class Acknowledgement {
  @PrimaryColumn('text')
  subject: string;

  @Column('text')
  note: string;

  /** Name of a key. */
  @Column('text')
  by: string;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;
}
