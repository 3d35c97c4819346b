import { Database, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { HiddenSong } from './hidden-song.entity.js';
import { SELECT_HIDDEN_PAGE, SELECT_HIDDEN_SONGS } from './hidden-songs.sql.js';

export interface NamedHiddenSong extends HiddenSong {
  title: string | null;
  singer: string | null;
}

/** Songs that must be in no list, in the model or not. */
@Injectable()
export class HiddenSongsRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: OuterIds,
    @InjectRepository(HiddenSong) private readonly table: Repository<HiddenSong>,
  ) {}

  async all(): Promise<{ revision: number; songIds: string[] }> {
    const [row] = await this.database.query<{ revision: number; songIds: string[] }>(SELECT_HIDDEN_SONGS);
    return row!;
  }

  /** At most `limit` of them by song id, behind the song `after`. */
  async page(after: string | null, limit: number): Promise<NamedHiddenSong[]> {
    return await this.database.query<NamedHiddenSong>(SELECT_HIDDEN_PAGE, [after, limit]);
  }

  async setHidden(songId: string, isHidden: boolean): Promise<void> {
    if (!isHidden) {
      await this.table.delete({ songId });
      return;
    }
    await this.database.transaction(async (transaction) => {
      await this.ids.storeNamed(transaction, 'song', [songId]);
      await transaction.manager
        .createQueryBuilder()
        .insert()
        .into(HiddenSong)
        .values({ songId })
        .orIgnore()
        .execute();
    });
  }
}
