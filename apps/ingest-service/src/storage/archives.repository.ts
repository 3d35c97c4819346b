import type { Transaction } from '#common';
import { Database } from '#common';
import { pgDay } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { identityOf } from '../formats/archive-name.js';
import type { ArchiveName } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import {
  LOCK_CONTENT,
  LOCK_DAY,
  RELEASE_SAVEPOINT,
  ROLLBACK_TO_SAVEPOINT,
  SAVEPOINT,
  SELECT_CONTENTS,
  SELECT_KNOWN_ARCHIVES,
  DELETE_UNUSED_SAMPLE_LOG_SET,
  UPDATE_ARCHIVE,
  UPDATE_REFUSED_REPLACEMENT,
  UPSERT_ARCHIVE,
  UPSERT_REFUSED_ARCHIVE,
  UPSERT_SAMPLE_LOG_SET,
} from './archives.sql.js';
import { Archive } from './archive.entity.js';
import type { ArchiveState } from './archive.entity.js';

export interface KnownArchive extends Pick<
  Archive,
  'id' | 'identity' | 'state' | 'refusal' | 'sha256' | 'eventCount' | 'duplicateOf'
> {
  /** It is loaded, but without some of its days, which were or are dropped. */
  lacksDays: boolean;
}

/** What is written of an archive whose load has ended. */
export interface LoadedArchive {
  /** Of the file. */
  name: string;
  sha256: string;
  byteCount: number;
  state: ArchiveState;
  reason: ArchiveReason | null;
  tally: LineTally | null;
  duplicateOf?: number;
}

/** Only the query part of a transaction or of the database: what can be asked in or out of one. */
type Queryable = Pick<Transaction, 'query'>;

@Injectable()
export class ArchivesRepository {
  constructor(readonly database: Database) {}

  /** The archives of these identities that are known, and those of these contents. */
  async knownArchives(
    files: readonly { archive: Pick<ArchiveName, 'identity'>; sha256: string }[],
    on: Queryable = this.database,
  ): Promise<KnownArchive[]> {
    return await on.query<KnownArchive>(SELECT_KNOWN_ARCHIVES, [
      files.map(({ archive }) => archive.identity),
      files.map(({ sha256 }) => sha256),
    ]);
  }

  /**
   * Locks the days, then the contents that these files have and those that their archives had, so that nobody
   * takes an archive for the duplicate of a content that is being replaced. Every loader locks in this order:
   * no deadlock.
   */
  async lock(
    transaction: Transaction,
    days: string[],
    files: { archive: Pick<ArchiveName, 'identity'>; sha256: string }[],
  ): Promise<void> {
    for (const day of [...days].sort()) await transaction.query(LOCK_DAY, [pgDay(day)]);
    if (files.length === 0) return;
    const identities = files.map(({ archive }) => archive.identity);
    const replaced = await transaction.query<{ sha256: string }>(SELECT_CONTENTS, [identities]);
    const keys = [...files, ...replaced].map(({ sha256 }) => Number.parseInt(sha256.slice(0, 8), 16) | 0);
    for (const key of [...new Set(keys)].sort((a, b) => a - b)) await transaction.query(LOCK_CONTENT, [key]);
  }

  /** The archive of this file name. */
  async find(name: string, manager = this.database.dataSource.manager): Promise<Archive | null> {
    return await manager.findOneBy(Archive, { identity: identityOf(name) });
  }

  /** Loads of an archive without a day in its name begin with this lock. */
  async lockRow({ manager }: Transaction, id: number): Promise<void> {
    await manager.findOne(Archive, {
      where: { id },
      select: { id: true },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Forgets the archive; its events must be gone. */
  async delete({ manager }: Transaction, id: number): Promise<void> {
    await manager.delete(Archive, { id });
  }

  /** The archive's number, new or known; its row is locked. */
  async archiveId(transaction: Transaction, archive: ArchiveName): Promise<number> {
    const { identity, name, kind, day, part } = archive;
    const [row] = await transaction.query<{ id: number }>(UPSERT_ARCHIVE, [identity, name, kind, day, part]);
    return row!.id;
  }

  async finishArchive(transaction: Transaction, archiveId: number, loaded: LoadedArchive): Promise<void> {
    const { name, sha256, byteCount, state, reason, tally, duplicateOf = null } = loaded;
    await transaction.query(UPDATE_ARCHIVE, [
      archiveId,
      sha256,
      byteCount,
      state,
      reason,
      tally?.lines ?? 0,
      tally?.events ?? 0,
      JSON.stringify(tally?.rejected() ?? {}),
      JSON.stringify(tally?.repaired() ?? {}),
      JSON.stringify(tally?.samples() ?? {}),
      duplicateOf,
      name,
    ]);
  }

  /**
   * Records a refusal. Events of an earlier content of that archive stay, with their counts; the reason
   * tells.
   */
  async refuse(
    archive: Partial<ArchiveName> & Pick<ArchiveName, 'identity' | 'name'>,
    refused: { reason: ArchiveReason; byteCount: number; sha256: string | null; tally: LineTally | null },
    on: Queryable = this.database,
  ): Promise<void> {
    const { reason, byteCount, sha256, tally } = refused;
    await this.noteRefusal(archive.identity, reason, on);
    await on.query(UPSERT_REFUSED_ARCHIVE, [
      archive.identity,
      archive.name,
      archive.kind ?? null,
      archive.day ?? null,
      archive.part ?? null,
      sha256,
      byteCount,
      reason,
      tally?.lines ?? 0,
      JSON.stringify(tally?.rejected() ?? {}),
      JSON.stringify(tally?.samples() ?? {}),
    ]);
  }

  /**
   * Tells why a later content of an archive was refused that has events and keeps them; null takes it back.
   */
  async noteRefusal(
    identity: string,
    reason: ArchiveReason | null,
    on: Queryable = this.database,
  ): Promise<void> {
    await on.query(UPDATE_REFUSED_REPLACEMENT, [identity, reason]);
  }

  /** Runs `work`; where it fails, what it wrote is undone and the transaction goes on. */
  async withinSavepoint<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    await transaction.query(SAVEPOINT);
    try {
      const result = await work();
      await transaction.query(RELEASE_SAVEPOINT);
      return result;
    } catch (error) {
      await transaction.query(ROLLBACK_TO_SAVEPOINT);
      throw error;
    }
  }

  /** False, and nothing is written, where archives are loaded that are not synthetic. */
  async storeSampleManifest(manifest: object): Promise<boolean> {
    return (await this.database.query(UPSERT_SAMPLE_LOG_SET, [JSON.stringify(manifest)])).length > 0;
  }

  /** Removes the manifest of synthetic logs when no archive is loaded any more. */
  async deleteUnusedManifest(transaction: Transaction): Promise<void> {
    await transaction.query(DELETE_UNUSED_SAMPLE_LOG_SET);
  }
}
