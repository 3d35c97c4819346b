import { Injectable } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { lockContents, lockRows } from '../storage/locks/archive-locks.js';
import { EventsRepository } from '../storage/events.repository.js';
import { withinSavepoint } from '../storage/savepoint.js';
import { ArchiveContents } from './archive-contents.js';
import { ArchiveLoader } from './archive-loader.js';
import type { ReadArchives } from './archive-rows.js';
import { outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import type { LookedFile } from './looked-file.js';
import { hasGrown, hasKeys, ManyDaysReader } from './many-days-reader.js';
import type { Writing } from './many-days-reader.js';
import type { Loaded, OpenBatch } from './open-batch.js';
import { RefusedFile, RefusedLog } from './refused-log.js';

/** A file of the batch. */
interface ReadFile {
  writing: Writing[];
  /** Null: another one has its content. */
  end: ReadArchives | null;
}

/**
 * Loads files whose names have no date within the transaction of a batch: of each, the archives of all kinds of its
 * events, by one reading. Events are copied into their days while a file is read; days are locked when all are read,
 * for what is replaced, superseded and counted, so that the rollup of a day that several files have is made once.
 */
@Injectable()
export class ManyDaysLoader {
  constructor(
    private readonly changes: EventChanges,
    private readonly repository: ArchivesRepository,
    private readonly contents: ArchiveContents,
    private readonly archives: ArchiveLoader,
    private readonly reader: ManyDaysReader,
    private readonly events: EventsRepository,
  ) {}

  /** @param files the archives of each file one after the other; no two files have the same content */
  async load(open: OpenBatch, files: LookedFile[]): Promise<Loaded> {
    const { transaction } = open;
    // Of two loads of one content or of one archive, the second waits here, and finds what the first has done.
    await lockContents(transaction, files);
    const identities = files.map(({ archive }) => archive.identity);
    await lockRows(transaction, identities);
    const outcomes: LoadOutcome[] = [];
    const read: ReadFile[] = [];
    const days = new Set<string>();
    const left = [...Map.groupBy(files, ({ place }) => place).values()];
    for (; left.length > 0; left.shift()) {
      const writing = await this.toWrite(open, left[0]!, outcomes);
      if (writing.length === 0) continue;
      try {
        const end = await withinSavepoint(transaction, () => this.reader.read(open, writing, days));
        read.push({ writing, end });
        for (const day of daysOf(writing)) days.add(day);
      } catch (error) {
        if (!(error instanceof RefusedFile)) throw error;
        // The days of all files are too many for one transaction: this one begins the next.
        if (error.reason === 'too_many_days' && days.size > 0) {
          open.meter.again(writing[0]!.file.byteCount, writing.length);
          break;
        }
        outcomes.push(...(await this.refuse(open, writing, error)));
      }
    }
    // What is left is PostgreSQL's: the next batch can be read.
    if (left.length === 0) open.onRead();
    outcomes.push(...(await this.write(open, read, [...days].sort())));
    const loaded = { outcomes, days: [...days], isRebuilt: true };
    return left.length === 0 ? loaded : { ...loaded, left: left.flat() };
  }

  /** Those archives of a file of which something is to be written; `outcomes` gets what became of the others. */
  private async toWrite(
    { transaction, meter }: OpenBatch,
    files: LookedFile[],
    outcomes: LoadOutcome[],
  ): Promise<Writing[]> {
    const writing: Writing[] = [];
    for (const file of files) {
      const { kind } = file.archive;
      const id = await this.repository.archiveId(transaction, file.archive);
      const status = await this.contents.status(file, transaction);
      if (status.is === 'loadable') {
        const { previous, original } = status;
        const oldDays = previous === null ? [] : await this.events.daysOf(transaction, id);
        const copiedAs = previous === null ? id : await this.repository.newNumber(transaction);
        const unread = { counts: new Map<string, number>(), leftOut: 0, tally: null, refused: null };
        writing.push({ file, id, kind, copiedAs, previous, oldDays, original, ...unread });
        continue;
      }
      meter.archive(file.byteCount).done();
      if (status.is === 'refused')
        outcomes.push(await this.archives.refuse(file, new RefusedLog(status.reason, null), transaction));
      else outcomes.push(outcomeOf(file, status.is, status.is === 'dropped' ? 'day_dropped' : null));
    }
    return writing;
  }

  private async refuse(
    { transaction }: OpenBatch,
    writing: Writing[],
    refused: RefusedFile,
  ): Promise<LoadOutcome[]> {
    const outcomes: LoadOutcome[] = [];
    for (const { file, kind } of writing)
      outcomes.push(await this.archives.refuse(file, refused.ofKind(kind), transaction));
    return outcomes;
  }

  /** Writes what was read; @param days of all of it, ascending */
  private async write(open: OpenBatch, read: ReadFile[], days: string[]): Promise<LoadOutcome[]> {
    const { transaction } = open;
    if (read.length === 0) return [];
    open.meter.now('counting days');
    await this.changes.openDays(open, days, []);
    const outcomes: LoadOutcome[] = [];
    for (const { writing, end } of read) {
      for (const archive of writing) {
        const { file, tally, refused } = archive;
        if (refused === null) outcomes.push(await this.replace(open, archive, end));
        else outcomes.push(await this.archives.refuse(file, new RefusedLog(refused, tally), transaction));
      }
    }
    const changed = read.flatMap(({ writing }) => writing.filter(isChanged));
    const byKind = Map.groupBy(changed, ({ kind }) => kind);
    for (const [kind, archives] of byKind) {
      const copied = new Map(archives.map(({ copiedAs, counts }) => [copiedAs, counts.keys()]));
      await this.changes.countSongs(open, kind, copied);
    }
    await this.changes.finishDays(open, days, [...byKind.keys()]);
    return outcomes;
  }

  /**
   * Puts the new events of an archive, or that it is a duplicate, in place of its old ones; all its days are
   * locked.
   */
  private async replace(open: OpenBatch, archive: Writing, end: ReadArchives | null): Promise<LoadOutcome> {
    const { transaction } = open;
    const { file, id, kind, copiedAs, oldDays, original, counts, leftOut, tally } = archive;
    for (const day of oldDays) await this.changes.remove(open, kind, day, id);
    if (original !== null) {
      await this.events.countDays(transaction, id, counts);
      return await this.archives.markDuplicate(transaction, file, id, original);
    }
    if (hasKeys(archive))
      tally!.takeBack('event_repeated', await this.changes.leaveOutKnown(open, copiedAs, copiedAs, counts));
    if (copiedAs !== id) await this.repository.renumber(transaction, id, copiedAs);
    await this.events.countDays(transaction, copiedAs, counts);
    const read = { tally: tally!, damage: end!.damage, content: end!.content };
    return await this.archives.finish(open, file, copiedAs, read, leftOut, beginningsOf(archive, end!));
  }
}

/** Earlier contents of the archive, with which its new one begins; see `Archive.beginnings`. */
function beginningsOf({ previous, file }: Writing, { content }: ReadArchives): string[] {
  if (previous === null || previous.sha256 === null) return [];
  if (previous.sha256 === content.sha256) return previous.beginnings;
  return hasGrown(previous, file.prefixes) ? [...previous.beginnings, previous.sha256] : [];
}

/** Days whose events the archives of a file change. */
function daysOf(writing: Writing[]): string[] {
  return writing.filter(isChanged).flatMap(({ oldDays, counts }) => [...oldDays, ...counts.keys()]);
}

function isChanged({ refused }: Writing): boolean {
  return refused === null;
}
