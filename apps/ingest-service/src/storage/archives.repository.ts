import type { Transaction } from '#common';
import { Database, DomainError } from '#common';
import { pgDay } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { identityOf } from '../formats/archive-name.js';
import type { ArchiveName } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import {
  LOCK_ARCHIVES,
  NEXT_ARCHIVE_NUMBER,
  RELEASE_SAVEPOINT,
  RENUMBER_ARCHIVE,
  ROLLBACK_TO_SAVEPOINT,
  SAVEPOINT,
  SELECT_CONTENTS,
  SELECT_KNOWN_ARCHIVES,
  UPDATE_REFUSED_REPLACEMENT,
  UPSERT_SAMPLE_LOG_SET,
} from './archives.sql.js';
import { Archive } from './archive.entity.js';
import { LOCK_CONTENT, LOCK_DAYS, TRY_LOCK_DAY } from './locks.sql.js';

export interface KnownArchive extends Pick<
  Archive,
  'id' | 'identity' | 'state' | 'sha256' | 'eventCount' | 'duplicateOf'
> {
  /** It is loaded, but without some of its days, which were or are dropped. */
  lacksDays: boolean;
}

/** What a load or a refusal writes of an archive besides its name; `tally` is null when no line was read. */
export type Outcome = Pick<Archive, 'sha256' | 'byteCount' | 'state' | 'reason'> & {
  tally: LineTally | null;
  duplicateOf?: Archive['duplicateOf'];
};

type NamedArchive = Pick<ArchiveName, 'identity' | 'name'> & Partial<ArchiveName>;
/** A transaction, or the database outside of one. */
type Writer = Pick<Transaction, 'manager'>;

const NOW = { startedAt: () => 'now()', finishedAt: () => 'clock_timestamp()' };

@Injectable()
export class ArchivesRepository {
  constructor(readonly database: Database) {}

  /** The archives of these identities that are known, and those of these contents. */
  async knownArchives(
    files: readonly { archive: Pick<ArchiveName, 'identity'>; sha256: string }[],
    on: Pick<Transaction, 'query'> = this.database,
  ): Promise<KnownArchive[]> {
    return await on.query<KnownArchive>(SELECT_KNOWN_ARCHIVES, [
      files.map(({ archive }) => archive.identity),
      files.map(({ sha256 }) => sha256),
    ]);
  }

  /**
   * Locks the contents that these files have and those that their archives had, so that no other load takes an archive
   * for the duplicate of a content that is being replaced; then the days. Every loader locks in this order, so no
   * deadlock.
   */
  async lock(
    transaction: Transaction,
    days: string[],
    files: { archive: Pick<ArchiveName, 'identity'>; sha256: string }[],
  ): Promise<void> {
    if (files.length > 0) {
      const identities = files.map(({ archive }) => archive.identity);
      const replaced = await transaction.query<{ sha256: string }>(SELECT_CONTENTS, [identities]);
      const keys = [...files, ...replaced].map(({ sha256 }) => Number.parseInt(sha256.slice(0, 8), 16) | 0);
      for (const key of [...new Set(keys)].sort((a, b) => a - b))
        await transaction.query(LOCK_CONTENT, [key]);
    }
    await transaction.query(LOCK_DAYS, [days.map(pgDay).sort((a, b) => a - b)]);
  }

  /** Locks a day without waiting; false: another transaction has it. */
  async tryLockDay(transaction: Transaction, day: string): Promise<boolean> {
    const [lock] = await transaction.query<{ free: boolean }>(TRY_LOCK_DAY, [pgDay(day)]);
    return lock!.free;
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

  /** Loads of archives without a day in their names begin with this lock; by identity, since a load may renumber them. */
  async lockRows(transaction: Transaction, identities: readonly string[]): Promise<void> {
    await transaction.query(LOCK_ARCHIVES, [identities]);
  }

  /** A number that no archive has: events of a new content are told by it from those of the content that they replace. */
  async newNumber(transaction: Transaction): Promise<number> {
    const [row] = await transaction.query<{ id: number }>(NEXT_ARCHIVE_NUMBER);
    return row!.id;
  }

  /** Gives an archive another number, with all that names it but its events. */
  async renumber(transaction: Transaction, id: number, to: number): Promise<void> {
    await transaction.query(RENUMBER_ARCHIVE, [id, to]);
  }

  /** The archive's number, new or known. Its row is locked; `finish` writes a new one's columns. */
  async archiveId({ manager }: Transaction, archive: ArchiveName): Promise<number> {
    const { identifiers } = await manager
      .createQueryBuilder()
      .insert()
      .into(Archive)
      .values({ ...namesOf(archive), state: 'refused' })
      .orUpdate(['kind', 'day', 'part'], ['identity'])
      .execute();
    return (identifiers[0] as Pick<Archive, 'id'>).id;
  }

  /** Writes what became of an archive when its load has ended. @param name of its file */
  async finish({ manager }: Transaction, id: number, name: string, outcome: Outcome): Promise<void> {
    await manager.update(Archive, { id }, { name, ...columnsOf(outcome), refusal: null, ...NOW });
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
    refused: Omit<Outcome, 'state' | 'duplicateOf'> & { reason: ArchiveReason },
    on: Writer = this.database.dataSource,
  ): Promise<void> {
    await this.noteRefusal(archive.identity, refused.reason, on);
    const written = {
      name: archive.name,
      ...columnsOf({ ...refused, state: 'refused' }),
      eventCount: 0,
      repaired: {},
    };
    const { columns } = on.manager.dataSource.getMetadata(Archive);
    const names = columns
      .filter(({ propertyName }) => propertyName in written)
      .map((column) => column.databaseName);
    const row = (table: string): string => `(${names.map((name) => `${table}.${name}`).join(', ')})`;
    await on.manager
      .createQueryBuilder()
      .insert()
      .into(Archive)
      .values({ ...namesOf(archive), ...written, ...NOW })
      .updateEntity(false)
      .orUpdate([...names, 'started_at', 'finished_at'], ['identity'], {
        overwriteCondition: {
          where: `archive.event_count = 0 AND ${row('archive')} IS DISTINCT FROM ${row('excluded')}`,
        },
      })
      .execute();
  }

  /** Writes why a later content of an archive was refused that has events and keeps them; null: none was. */
  async noteRefusal(
    identity: string,
    reason: ArchiveReason | null,
    { manager }: Writer = this.database.dataSource,
  ): Promise<void> {
    await manager.query(UPDATE_REFUSED_REPLACEMENT, [identity, reason]);
  }

  /** Runs `work`; where it fails, what it wrote is undone and the transaction goes on. */
  async withinSavepoint<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    await transaction.query(SAVEPOINT);
    try {
      return await work();
    } catch (error) {
      await transaction.query(ROLLBACK_TO_SAVEPOINT);
      throw error;
    } finally {
      await transaction.query(RELEASE_SAVEPOINT);
    }
  }

  /** False, and nothing is written, where archives are loaded that are not synthetic. */
  async storeSampleManifest(manifest: object): Promise<boolean> {
    return (await this.database.query(UPSERT_SAMPLE_LOG_SET, [JSON.stringify(manifest)])).length > 0;
  }
}

/** What the name of an archive says of it; null where it says nothing. */
function namesOf(archive: NamedArchive): Pick<Archive, 'identity' | 'name' | 'kind' | 'day' | 'part'> {
  const { identity, name, kind, day, part } = archive;
  return { identity, name, kind: kind ?? null, day: day ?? null, part: part ?? null };
}

function columnsOf({ tally, duplicateOf = null, ...columns }: Outcome): Partial<Archive> {
  return {
    ...columns,
    duplicateOf,
    lineCount: tally?.lines ?? 0,
    eventCount: tally?.events ?? 0,
    rejected: tally?.rejected() ?? {},
    repaired: tally?.repaired() ?? {},
    violations: [],
  };
}
