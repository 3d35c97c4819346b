import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mapping that was sent, as it was written. */
@Entity('mapping')
export class StoredMapping {
  @PrimaryColumn('text')
  name: string;

  @Column('text')
  text: string;

  @Column('timestamptz', { default: () => 'now()' })
  storedAt: Date;
}
