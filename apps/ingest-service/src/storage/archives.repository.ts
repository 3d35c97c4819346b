import type { Transaction } from '#common';
import { Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { identityOf } from '../formats/archive-name.js';
import type { ArchiveName } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import type { Content } from '../formats/content-digest.js';
import * as sql from './archives.sql.js';
import { Archive } from './archive.entity.js';
import { lockContents, lockDays, lockRows } from './locks/archive-locks.js';

export interface KnownArchive extends Pick<
  Archive,
  | ('id' | 'identity' | 'name' | 'place' | 'state' | 'eventCount' | 'duplicateOf')
  | ('sha256' | 'head' | 'beginnings' | 'reading' | 'seen' | 'limits')
> {
  /** Of its content, unpacked. */
  length: number | null;
  /** Why it is in this state, or why a later content was refused. */
  reason: ArchiveReason | null;
  /** A later content was refused, which `seen` and `limits` are of. */
  isRefused: boolean;
  isDamaged: boolean;
  /** It is loaded, but without some of its days, which were or are dropped. */
  lacksDays: boolean;
  /** It is a duplicate of what is no longer loaded. */
  lacksOriginal: boolean;
}

/** What a load or a refusal writes of an archive besides its name; `tally` is null when no line was read. */
export type Outcome = SeenFile &
  Pick<Archive, 'byteCount' | 'state' | 'reason'> & {
    tally: LineTally | null;
    duplicateOf?: Archive['duplicateOf'];
    beginnings?: Archive['beginnings'];
  };

/** What is stored of a file, so that a later load can tell whether it is the same. */
export interface SeenFile extends Pick<Archive, 'place' | 'reading' | 'seen'> {
  /** Null: it was not read whole. */
  content: Pick<Content, 'sha256' | 'head' | 'length'> | null;
}

/** A refusal, and what it depends on besides the file. */
export type Refusal = SeenFile &
  Pick<Archive, 'byteCount' | 'limits'> & { reason: ArchiveReason; tally: LineTally | null };

type NamedArchive = Pick<ArchiveName, 'identity' | 'name'> & Partial<ArchiveName>;
const NOW = { startedAt: () => 'now()', finishedAt: () => 'clock_timestamp()' };

@Injectable()
export class ArchivesRepository {
  constructor(readonly database: Database) {}

  /** The archives of these identities, those that have or begin with these contents, and those with these heads. */
  async known(
    by: { identities?: string[]; contents?: string[]; heads?: string[] },
    on: Pick<Transaction, 'query'> = this.database,
  ): Promise<KnownArchive[]> {
    const { identities = [], contents = [], heads = [] } = by;
    return await on.query<KnownArchive>(sql.SELECT_KNOWN_ARCHIVES, [identities, contents, heads]);
  }

  /**
   * The archive of this identity or name.
   * @throws DomainError conflict (archive_ambiguous) for the name of several
   */
  async find(name: string, manager = this.database.dataSource.manager): Promise<Archive | null> {
    const identity = identityOf(name);
    const found = await manager.find(Archive, { where: [{ identity }, { name }], order: { id: 'ASC' } });
    const exact = found.find((archive) => archive.identity === identity);
    if (exact !== undefined || found.length < 2) return exact ?? found[0] ?? null;
    throw new DomainError(
      'conflict',
      'archive_ambiguous',
      `Several archives have the name ${name}; give one of ${found.map((archive) => archive.identity).join(', ')}.`,
    );
  }

  /** The same, locked as by its loads: its content, and its row or its day. */
  async findLocked(transaction: Transaction, name: string): Promise<Archive | null> {
    const archive = await this.find(name, transaction.manager);
    if (archive === null) return null;
    const { identity, day, head } = archive;
    await lockContents(transaction, [{ archive: { identity }, head }]);
    if (day === null) await lockRows(transaction, [identity]);
    else await lockDays(transaction, [day]);
    // Once more: a load may have renumbered it before the lock.
    return await this.find(name, transaction.manager);
  }

  /**
   * A number that no archive has: it distinguishes the events of a new content from those of the content that
   * they replace.
   */
  async newNumber(transaction: Transaction): Promise<number> {
    const [row] = await transaction.query<{ id: number }>(sql.NEXT_ARCHIVE_NUMBER);
    return row!.id;
  }

  /** Gives an archive another number, with all that names it but its events. */
  async renumber(transaction: Transaction, id: number, to: number): Promise<void> {
    await transaction.query(sql.RENUMBER_ARCHIVE, [id, to]);
  }

  /** The archive's number, new or known. Its row is locked; `finish` writes a new one's columns. */
  async archiveId({ manager }: Transaction, archive: NamedArchive): Promise<number> {
    const { identifiers } = await manager
      .createQueryBuilder()
      .insert()
      .into(Archive)
      .values({ ...namesOf(archive), state: 'refused' })
      .orUpdate(['kind', 'day', 'part'], ['identity'])
      .execute();
    return (identifiers[0] as Pick<Archive, 'id'>).id;
  }

  /**
   * Writes what became of an archive when its load has ended.
   * @param name of its file
   * @returns how many events it had before; null: none
   */
  async finish({ manager }: Transaction, id: number, name: string, outcome: Outcome): Promise<number | null> {
    const { content, tally, duplicateOf = null, beginnings = [], ...columns } = outcome;
    const { sha256 = null, head = null, length: contentLength = null } = content ?? {};
    const lines = { lineCount: tally?.lines ?? 0, eventCount: tally?.events ?? 0 };
    const counts = { ...lines, rejected: tally?.rejected() ?? {}, repaired: tally?.repaired() ?? {} };
    const read = { name, ...columns, sha256, head, contentLength, duplicateOf, beginnings, ...counts };
    const left = { refusal: null, limits: null };
    const replaced = { replacedCount: () => 'nullif(event_count, 0)' };
    const update = manager.createQueryBuilder().update(Archive).where({ id }).returning('replaced_count');
    const result = await update.set({ ...read, ...left, ...replaced, ...NOW }).execute();
    const [{ replaced_count: count }] = result.raw as [{ replaced_count: string | null }];
    return count === null ? null : Number(count);
  }

  /** Records an archive of a dropped day that was passed over, unless it is known. */
  async recordDropped({ manager }: Transaction, archive: ArchiveName, byteCount: number): Promise<void> {
    const dropped = {
      byteCount,
      state: 'dropped',
      reason: 'day_dropped',
      finishedAt: NOW.finishedAt,
    } as const;
    const insert = manager.createQueryBuilder().insert().into(Archive);
    await insert
      .values({ ...namesOf(archive), ...dropped })
      .orIgnore()
      .execute();
  }

  /**
   * Records a refusal. Events of an earlier content of that archive stay, with their counts, and `refusal`
   * has the reason. Where the row has the same refusal already, nothing is written.
   * @param archive its identity and name; the rest where the name says it
   */
  async refuse(
    archive: NamedArchive,
    refused: Refusal,
    on: Pick<Transaction, 'query'> = this.database,
  ): Promise<void> {
    const { content, tally, reason, seen, limits, byteCount: byte_count, place, reading } = refused;
    await this.noteRefusal(archive.identity, reason, { seen, limits }, on);
    const { sha256, head, length: content_length } = content ?? {};
    const counts = { line_count: tally?.lines ?? 0, rejected: tally?.rejected() ?? {} };
    const columns = {
      ...archive,
      reason,
      seen,
      limits,
      byte_count,
      place,
      reading,
      sha256,
      head,
      content_length,
    };
    await on.query(sql.UPSERT_REFUSED, [JSON.stringify({ ...columns, ...counts })]);
  }

  /**
   * Writes why a later content of an archive was refused that has events and keeps them; null: none was.
   * @param of what was refused; absent: a file that was not read
   */
  async noteRefusal(
    identity: string,
    reason: ArchiveReason | null,
    of: Partial<Pick<Archive, 'seen' | 'limits'>> = {},
    on: Pick<Transaction, 'query'> = this.database,
  ): Promise<void> {
    await on.query(sql.UPDATE_REFUSED_REPLACEMENT, [identity, reason, of.seen ?? null, of.limits ?? null]);
  }

  /** False, and nothing is written, where archives are loaded that are not synthetic. */
  async storeSampleManifest(manifest: object): Promise<boolean> {
    return (await this.database.query(sql.UPSERT_SAMPLE_LOG_SET, [JSON.stringify(manifest)])).length > 0;
  }
}

/** What the name of an archive says of it; null where it says nothing. */
function namesOf(archive: NamedArchive): Pick<Archive, 'identity' | 'name' | 'kind' | 'day' | 'part'> {
  const { identity, name, kind, day, part } = archive;
  return { identity, name, kind: kind ?? null, day: day ?? null, part: part ?? null };
}
