import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { LoadingRepository } from './loading.repository.js';
import type { SongRows } from './song-tally.js';
import {
  ANALYZE_INCOMING,
  COPY_INCOMING_LENGTHS,
  COPY_INCOMING_SONGS,
  CREATE_INCOMING,
  DELETE_SPENT_LENGTHS,
  departDownloadsSql,
  departPlaysSql,
  LOCK_SONGS,
  MERGE_COLLECTED_LENGTHS,
  MERGE_COLLECTED_SONGS,
  MERGE_SONG_LENGTHS,
  MERGE_SONGS,
  SETTLE_DEPARTED_SONGS,
} from './songs.sql.js';
import type { EventTable } from './tables.js';

/** What one event says of its song. */
export interface SeenSong {
  songId: string;
  day: string;
  /** Null when the event names none; then `namedIn` is null too. */
  title: string | null;
  singer: string | null;
  namedIn: string | null;
  /** Null or 0: unknown. */
  seconds: number | null;
}

/** Songs and their lengths, kept in step with the events of one transaction. */
@Injectable()
export class SongsRepository {
  constructor(private readonly loading: LoadingRepository) {}

  async begin(transaction: Transaction): Promise<void> {
    await transaction.query(CREATE_INCOMING);
  }

  /** @param lengthsKnown the lengths of these songs were counted before and stay, as those of dropped days do */
  async addArchive(
    transaction: Transaction,
    archiveName: string,
    day: string | null,
    songs: SongRows,
    lengthsKnown = false,
  ): Promise<void> {
    await this.loading.copy(transaction, COPY_INCOMING_SONGS, songs.songRows(archiveName, day));
    if (lengthsKnown) return;
    await this.loading.copy(transaction, COPY_INCOMING_LENGTHS, songs.lengthRows());
  }

  /** Call it before the events of the archive are deleted. */
  async removeArchive(
    transaction: Transaction,
    table: EventTable,
    day: string,
    archiveId: number,
  ): Promise<void> {
    if (table === 'search_event') return;
    const statements = table === 'play_event' ? departPlaysSql(day) : departDownloadsSql(day);
    for (const statement of statements) await transaction.query(statement, [archiveId]);
  }

  /** The transaction's last step: it takes the lock on all songs. */
  async merge(transaction: Transaction, replaced: boolean): Promise<void> {
    await transaction.query(ANALYZE_INCOMING);
    await transaction.query(LOCK_SONGS);
    await transaction.query(MERGE_SONG_LENGTHS);
    if (replaced) await transaction.query(DELETE_SPENT_LENGTHS);
    await transaction.query(MERGE_SONGS);
    if (replaced) await transaction.query(SETTLE_DEPARTED_SONGS);
  }

  /** The same for a few events, also as the transaction's last step. */
  async mergeSeen(transaction: Transaction, songs: SeenSong[]): Promise<void> {
    if (songs.length === 0) return;
    await transaction.query(LOCK_SONGS);
    const timed = songs.filter(({ seconds }) => seconds !== null && seconds > 0);
    await transaction.query(MERGE_COLLECTED_LENGTHS, [
      timed.map(({ songId }) => songId),
      timed.map(({ seconds }) => seconds),
    ]);
    await transaction.query(MERGE_COLLECTED_SONGS, [
      songs.map(({ songId }) => songId),
      songs.map(({ day }) => day),
      songs.map(({ title }) => title),
      songs.map(({ singer }) => singer),
      songs.map(({ namedIn }) => namedIn),
    ]);
  }
}
