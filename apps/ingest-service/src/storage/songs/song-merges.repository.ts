import type { Transaction } from '#common';
import { Database, LONG_STATEMENTS } from '#common';
import { Injectable } from '@nestjs/common';
import { faultPoint } from '../fault-point.js';
import { LOCK_SONGS, TRY_LOCK_SONGS } from '../locks/locks.sql.js';
import * as sql from './song-merges.sql.js';
import { SONG_PARTS } from './songs.sql.js';
import type { SongPart } from './songs.sql.js';

interface UnmergedTable {
  name: string;
  part: SongPart;
  bytes: number;
}

/**
 * From this share of the known songs' bytes on, what is unmerged is merged by going through all known songs,
 * not by looking up each.
 */
const MANY_OF_KNOWN = 0.1;

/** Merges what committed transactions left of songs into `song`; see `SongsRepository`. */
@Injectable()
export class SongMerges {
  constructor(private readonly database: Database) {}

  /** Merges all of it. */
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
   * Merges it when it is at least `bytes`. Does not wait for another merge, which takes what there is, nor
   * merge the little that one has left.
   */
  async mergeMany(bytes: number): Promise<void> {
    if (sizeOf(await this.database.query<UnmergedTable>(sql.SELECT_UNMERGED)) < bytes) return;
    await this.mergePartsIfFree(bytes / 2 / SONG_PARTS.length);
  }

  private async isAnyLeft(): Promise<boolean> {
    if ((await this.database.query(sql.SELECT_UNMERGED)).length > 0) return true;
    return await this.isAnyPosted(this.database);
  }

  private async isAnyPosted(on: Pick<Transaction, 'query'>): Promise<boolean> {
    const [row] = await on.query<{ posted: boolean }>(sql.SELECT_ANY_POSTED);
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
        await this.database.transaction(async (transaction) => {
          await merge(transaction, part);
          faultPoint('songs_merged');
        }, LONG_STATEMENTS);
        faultPoint('songs_committed');
      }),
    );
    for (const merged of merges) if (merged.status === 'rejected') throw merged.reason;
  }

  private async mergeWithin(transaction: Transaction, part: SongPart, leastBytes = 0): Promise<void> {
    await transaction.query(sql.SET_MERGE_MEMORY);
    await transaction.query(LOCK_SONGS, [part]);
    // Read after the lock: the tables of an earlier merge are gone then.
    const left = await transaction.query<UnmergedTable>(sql.SELECT_UNMERGED);
    const ofPart = left.filter((table) => table.part === part);
    const isPosted = await this.isAnyPosted(transaction);
    if ((ofPart.length === 0 && !isPosted) || sizeOf(ofPart) < leastBytes) return;
    const tables = ofPart.map(({ name }) => name);
    if (isPosted) {
      await transaction.query(sql.CREATE_TAKEN);
      await transaction.query(sql.TAKE_POSTED_SONGS, [part]);
      tables.push(sql.TAKEN_SONGS);
    }
    const [known] = await transaction.query<{ any: boolean; bytes: number }>(sql.SELECT_KNOWN_SONGS);
    const isMany = ofPart.length > 0 && sizeOf(ofPart) >= MANY_OF_KNOWN * known!.bytes;
    if (isMany) await transaction.query(sql.SET_MERGE_IN_ORDER);
    await transaction.query(known!.any ? sql.mergeSongsSql(tables) : sql.insertSongsSql(tables));
    await transaction.query(sql.dropUnmergedSql(tables));
  }
}

function sizeOf(tables: UnmergedTable[]): number {
  return tables.reduce((sum, { bytes }) => sum + bytes, 0);
}
