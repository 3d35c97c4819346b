import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Random bytes that the migrations made, the same for every instance on one database. */
@Entity('platform_secret')
export class PlatformSecret {
  @PrimaryColumn('text')
  name: string;

  @Column('bytea')
  value: Buffer;
}
