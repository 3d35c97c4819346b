import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { faultPoint } from './fault-point.js';
import { ArchivesRepository } from './archives.repository.js';
import type { SongRows } from './copy/song-rows.js';
import {
  copyUnmergedSql,
  CREATE_TAKEN,
  createUnmergedSql,
  dropUnmergedSql,
  INSERT_POSTED_SONGS,
  insertSongsSql,
  LOCK_SONGS,
  mergeSongsSql,
  NAMING_SEPARATOR,
  SELECT_ANY_POSTED,
  SELECT_KNOWN_SONGS,
  SELECT_UNMERGED,
  SET_MERGE_IN_ORDER,
  SET_MERGE_MEMORY,
  SONG_PARTS,
  TAKE_POSTED_SONGS,
  takeBackSongsSql,
  TAKEN_SONGS,
  TRY_LOCK_SONGS,
  unmergedTable,
} from './songs.sql.js';
import type { SongPart } from './songs.sql.js';
import type { EventTable } from './tables.js';

/** What one event says of its song. */
export interface SeenSong {
  songId: string;
  /** Null when the event names none; then `namedIn` is null too. */
  title: string | null;
  singer: string | null;
  namedIn: string | null;
  /** Null or 0: unknown. */
  seconds: number | null;
}

/** What one transaction's archives say of their songs; `transaction` names its tables. */
export interface UnmergedSongs {
  transaction: string;
}

interface UnmergedTable {
  name: string;
  part: SongPart;
  bytes: number;
}

/**
 * From this share of the known songs' bytes on, what is unmerged is merged by going through all known songs, not by
 * looking up each.
 */
const MANY_OF_KNOWN = 0.1;

/**
 * Songs and their lengths. What archives and posted events say of them is committed with the events, but merged later, of many days at
 * once; whoever dies between leaves it to the next load or start of the service.
 */
@Injectable()
export class SongsRepository {
  constructor(private readonly loading: ArchivesRepository) {}

  async begin(transaction: Transaction): Promise<UnmergedSongs> {
    const name = randomUUID().replaceAll('-', '');
    for (const part of SONG_PARTS) await transaction.query(createUnmergedSql(unmergedTable(name, part)));
    return { transaction: name };
  }

  /** @param onSent gets back each buffer that PostgreSQL has */
  async add(
    transaction: Transaction,
    unmerged: UnmergedSongs,
    songs: SongRows,
    onSent?: (buffer: Buffer) => void,
  ): Promise<void> {
    for (const part of SONG_PARTS) {
      const rows = songs.rows(part);
      await this.loading.copy(
        transaction,
        copyUnmergedSql(unmergedTable(unmerged.transaction, part)),
        rows,
        onSent,
      );
    }
  }

  /** Takes back what the archive said; call it before its events are deleted. */
  async takeBack(
    transaction: Transaction,
    { transaction: name }: UnmergedSongs,
    table: EventTable,
    day: string,
    archiveId: number,
  ): Promise<void> {
    if (table === 'search_event') return;
    await transaction.query(takeBackSongsSql(table, day, name), [archiveId]);
  }

  /** Takes back what these users' events of the day said; call it before they are deleted. */
  async takeBackUsers(
    transaction: Transaction,
    { transaction: name }: UnmergedSongs,
    table: EventTable,
    day: string,
    userIds: readonly string[],
  ): Promise<void> {
    if (table === 'search_event') return;
    await transaction.query(takeBackSongsSql(table, day, name, 'users'), [userIds]);
  }

  /** Ends what `begin` began, when nothing was added nor taken back. */
  async drop(transaction: Transaction, { transaction: name }: UnmergedSongs): Promise<void> {
    await transaction.query(dropUnmergedSql(SONG_PARTS.map((part) => unmergedTable(name, part))));
  }

  /** Keeps what posted events say until a merge: it waits for nobody. */
  async addPosted(transaction: Transaction, songs: SeenSong[]): Promise<void> {
    if (songs.length === 0) return;
    await transaction.query(INSERT_POSTED_SONGS, [
      songs.map(({ songId }) => songId),
      songs.map(({ seconds }) => seconds),
      songs.map(namingOf),
    ]);
  }

  /** Merges what is left by all committed transactions. */
  async mergeLeft(): Promise<void> {
    if (!(await this.isAnyLeft())) return;
    await this.mergeParts((transaction, part) => this.mergeWithin(transaction, part));
  }

  /** The same without waiting for another merge. @returns all of it was merged */
  async mergeLeftIfFree(): Promise<boolean> {
    if (!(await this.isAnyLeft())) return true;
    return await this.mergePartsIfFree(0);
  }

  /**
   * Merges it when it is at least `bytes`. Does not wait for another merge, which takes what there is, nor merge the little
   * that one has left.
   */
  async mergeMany(bytes: number): Promise<void> {
    if (sizeOf(await this.loading.database.query<UnmergedTable>(SELECT_UNMERGED)) < bytes) return;
    await this.mergePartsIfFree(bytes / 2 / SONG_PARTS.length);
  }

  private async isAnyLeft(): Promise<boolean> {
    if ((await this.loading.database.query(SELECT_UNMERGED)).length > 0) return true;
    return await this.isAnyPosted(this.loading.database);
  }

  private async isAnyPosted(on: Pick<Transaction, 'query'>): Promise<boolean> {
    const [row] = await on.query<{ posted: boolean }>(SELECT_ANY_POSTED);
    return row!.posted;
  }

  /** @returns no part was left to another merge */
  private async mergePartsIfFree(leastBytes: number): Promise<boolean> {
    let isAll = true;
    await this.mergeParts(async (transaction, part) => {
      const [lock] = await transaction.query<{ free: boolean }>(TRY_LOCK_SONGS, [part]);
      if (lock!.free) await this.mergeWithin(transaction, part, leastBytes);
      else isAll = false;
    });
    return isAll;
  }

  private async mergeParts(
    merge: (transaction: Transaction, part: SongPart) => Promise<void>,
  ): Promise<void> {
    const merges = await Promise.allSettled(
      SONG_PARTS.map(async (part) => {
        await this.loading.database.transaction(
          async (transaction) => {
            await merge(transaction, part);
            faultPoint('songs_merged');
          },
          { statementTimeoutMs: 0 },
        );
        faultPoint('songs_committed');
      }),
    );
    for (const merged of merges) if (merged.status === 'rejected') throw merged.reason;
  }

  private async mergeWithin(transaction: Transaction, part: SongPart, leastBytes = 0): Promise<void> {
    await transaction.query(SET_MERGE_MEMORY);
    await transaction.query(LOCK_SONGS, [part]);
    // Asked after the lock: what another merge took is gone then.
    const left = await transaction.query<UnmergedTable>(SELECT_UNMERGED);
    const ofPart = left.filter((table) => table.part === part);
    const isPosted = await this.isAnyPosted(transaction);
    if ((ofPart.length === 0 && !isPosted) || sizeOf(ofPart) < leastBytes) return;
    const tables = ofPart.map(({ name }) => name);
    if (isPosted) {
      await transaction.query(CREATE_TAKEN);
      await transaction.query(TAKE_POSTED_SONGS, [part]);
      tables.push(TAKEN_SONGS);
    }
    const [known] = await transaction.query<{ any: boolean; bytes: number }>(SELECT_KNOWN_SONGS);
    const isMany = ofPart.length > 0 && sizeOf(ofPart) >= MANY_OF_KNOWN * known!.bytes;
    if (isMany) await transaction.query(SET_MERGE_IN_ORDER);
    await transaction.query(known!.any ? mergeSongsSql(tables) : insertSongsSql(tables));
    await transaction.query(dropUnmergedSql(tables));
  }
}

function sizeOf(tables: UnmergedTable[]): number {
  return tables.reduce((sum, { bytes }) => sum + bytes, 0);
}

function namingOf({ title, singer, namedIn }: SeenSong): string | null {
  return title === null ? null : [namedIn, title, singer ?? ''].join(NAMING_SEPARATOR);
}
