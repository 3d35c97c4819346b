import { Cursors, Database, OuterIds } from '#common';
import type { CursorQuery } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Repository } from 'typeorm';
import type { HiddenSongPageDto } from './hidden-songs.dto.js';

/** A song that is in no list. A trigger counts every change, see the table `revision`. */
@Entity('hidden_song')
export class HiddenSong {
  @PrimaryColumn('bigint')
  songId: string;

  @Column('timestamptz', { default: () => 'now()' })
  hiddenAt: Date;
}

export interface HiddenSet {
  revision: number;
  songIds: ReadonlySet<string>;
}

interface NamedHiddenSong extends HiddenSong {
  title: string | null;
  singer: string | null;
}

const LIST = 'hidden songs';

/** All hidden songs with the revision they belong to, of one snapshot. */
const SELECT_HIDDEN_SONGS = `/* recommender.hidden_songs */
  SELECT value::int AS revision,
    coalesce((SELECT array_agg(song_id::text) FROM hidden_song), '{}') AS "songIds"
  FROM revision WHERE name = 'hidden songs'`;

/**
 * The first $2 hidden songs behind song $1, or from the beginning when it is null; songs no archive has named
 * have no title.
 */
const SELECT_HIDDEN_PAGE = `/* recommender.hidden_page */
  SELECT h.song_id AS "songId", s.title, s.singer, h.hidden_at AS "hiddenAt"
  FROM hidden_song h LEFT JOIN known_song s ON s.song_id = h.song_id
  WHERE h.song_id > coalesce($1::bigint, -1) ORDER BY h.song_id LIMIT $2`;

/**
 * Songs that must be in no list, in the model or not. Services notice a change by the revision that the table
 * has.
 */
@Injectable()
export class HiddenSongs {
  private newest: HiddenSet = { revision: -1, songIds: new Set() };

  constructor(
    private readonly database: Database,
    private readonly ids: OuterIds,
    private readonly cursors: Cursors,
    @InjectRepository(HiddenSong) private readonly table: Repository<HiddenSong>,
  ) {}

  /** All of them, of this revision or a newer one; read once a revision. */
  async asOf(revision: number): Promise<HiddenSet> {
    if (this.newest.revision >= revision) return this.newest;
    const [row] = await this.database.query<{ revision: number; songIds: string[] }>(SELECT_HIDDEN_SONGS);
    const found = { revision: row!.revision, songIds: new Set(row!.songIds) };
    if (found.revision > this.newest.revision) this.newest = found;
    return found;
  }

  /** One page by song id. */
  async page(query: CursorQuery): Promise<HiddenSongPageDto> {
    const { rows, nextCursor } = await this.cursors.page<string, NamedHiddenSong>(
      LIST,
      query,
      (after, count) => this.database.query<NamedHiddenSong>(SELECT_HIDDEN_PAGE, [after, count]),
      ({ songId }) => songId,
    );
    const songs = rows.map(({ hiddenAt, ...song }) => ({ ...song, hiddenAt: hiddenAt.toISOString() }));
    return { songs, nextCursor };
  }

  /** Setting what is set already changes nothing. */
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
