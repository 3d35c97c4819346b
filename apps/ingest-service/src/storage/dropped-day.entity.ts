import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A day that retention dropped: nothing is loaded into it unless somebody says so. */
@Entity('dropped_day')
export class DroppedDay {
  @PrimaryColumn('date')
  day: string;

  @Column('timestamptz', { default: () => 'now()' })
  droppedAt: Date;
}
