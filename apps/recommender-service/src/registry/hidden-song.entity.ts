import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A song that is in no list. A trigger counts every change, see the table `revision`. */
@Entity('hidden_song')
export class HiddenSong {
  @PrimaryColumn('bigint')
  songId: string;

  @Column('timestamptz', { default: () => 'now()' })
  hiddenAt: Date;
}
