import type { Transaction } from '#common';
import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { FilePlacesRepository } from '../storage/file-places.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import { seenOf } from './looked-file.js';
import type { TakenFile } from './looked-file.js';

/** A file that need not be opened, with its archive. */
type Untouched = [file: TakenFile, known: KnownArchive];

/** Tells files that are as the last load saw them, without opening them. */
@Injectable()
export class KnownFiles {
  constructor(
    private readonly database: Database,
    private readonly repository: ArchivesRepository,
    private readonly places: FilePlacesRepository,
    private readonly partitions: PartitionsRepository,
  ) {}

  /**
   * Takes out of the files those of which a load would change nothing.
   * @param repeated identities of archives of which the load has several files
   */
  async split(
    files: TakenFile[],
    repeated: ReadonlySet<string>,
  ): Promise<{ known: LoadOutcome[]; left: TakenFile[] }> {
    const rows = await this.repository.known({ identities: files.map(({ archive }) => archive.identity) });
    const byIdentity = new Map(rows.map((row) => [row.identity, row]));
    const mostDays = rows.some(({ reason }) => reason === 'too_many_days')
      ? await this.partitions.mostDays(this.database)
      : null;
    const untouched: Untouched[] = [];
    const changing = new Set<number>();
    for (const file of files) {
      const row = byIdentity.get(file.archive.identity);
      if (row !== undefined && isUntouched(file, row, mostDays)) untouched.push([file, row]);
      else if (row !== undefined) changing.add(row.id);
    }
    // What a duplicate is the duplicate of may have another content now.
    const passed = untouched.filter(
      ([, { duplicateOf }]) => duplicateOf === null || !changing.has(duplicateOf),
    );
    await this.places.storeSeen(
      passed
        .filter(([{ place }, row]) =>
          row.isRefused ? isOfFile(row) && !repeated.has(row.identity) : row.place !== place,
        )
        .map(([{ place }, { id, seen }]) => ({ id, seen: seen!, place })),
    );
    const taken = new Set(passed.map(([file]) => file));
    return { known: passed.map(outcomeOfUntouched), left: files.filter((file) => !taken.has(file)) };
  }

  /** A file that was looked at and has the loaded content: a later one that was refused is gone. */
  async unchanged(file: TakenFile, row: KnownArchive, repeated: ReadonlySet<string>): Promise<LoadOutcome> {
    const { place, stamp, reading } = file;
    if (!repeated.has(row.identity))
      await this.places.storeSeen([{ id: row.id, seen: seenOf(stamp, reading), place }]);
    return outcomeOfUntouched([file, row]);
  }

  /** What a refusal depends on besides the file; null: nothing. */
  async limitsOf(
    reason: ArchiveReason,
    tally: LineTally | null,
    plausible: PlausibleDays,
    transaction: Transaction,
  ): Promise<string | null> {
    if (reason === 'too_many_days') return daysText(await this.partitions.mostDays(transaction));
    return reason === 'no_event' && (tally?.rejected()['day_implausible'] ?? 0) > 0
      ? plausibleText(plausible)
      : null;
  }
}

function outcomeOfUntouched([file, { state }]: Untouched): LoadOutcome {
  return state === 'dropped' ? outcomeOf(file, 'dropped', 'day_dropped') : outcomeOf(file, 'unchanged', null);
}

function isUntouched(file: TakenFile, row: KnownArchive, mostDays: number | null): boolean {
  const { seen, limits, reason, state } = row;
  if (seen !== seenOf(file.stamp, file.reading) || row.lacksOriginal) return false;
  if (file.includeDropped && (row.lacksDays || state === 'dropped')) return false;
  if (file.replace && (reason === 'content_differs' || reason === 'damaged_copy')) return false;
  const limitsNow = reason === 'too_many_days' ? daysText(mostDays!) : plausibleText(file.plausible);
  return limits === null || limits === limitsNow;
}

/** What was refused was no content: `seen` is of the one that is loaded. */
function isOfFile({ reason }: KnownArchive): boolean {
  return (
    reason === 'archive_repeated' ||
    reason === 'unreadable' ||
    reason === 'file_changed' ||
    reason === 'reader_failed' ||
    reason === 'other_mapping'
  );
}

function daysText(mostDays: number): string {
  return `at most ${mostDays} days`;
}

function plausibleText({ first, last }: PlausibleDays): string {
  return `${first} to ${last}`;
}
