import { Moved } from '#common/threads';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import type { ArchiveName } from '../formats/archive-name.js';
import { ErasedUsers } from '../formats/erased-users.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { RejectedLines } from '../formats/rejected-lines.js';
import { DayTally } from '../kernel/day-tally.js';
import { LineKernel } from '../kernel/line-kernel.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import type { SongPart } from '../storage/songs/songs.sql.js';
import { manyDaysLogOf } from './log-reader.js';
import type { ReadableFile, WantedArchive } from './log-reader.js';
import type { FileLog } from './many-days-log.js';
import { readFile } from './read-file.js';

/** A table of erased users; its places are memory that threads share. */
type SharedErased = Pick<ErasedUsers, 'key' | 'slots'> | null;

export interface DayTask {
  do: 'start day';
  day: string;
  /** Identities of all archives that may be read. */
  archives: string[];
  withUsers: boolean;
  erased: SharedErased;
  /** What the kernel's memory may grow to. */
  kernelPages: number;
}

/** An archive of the started day. */
export interface LogTask {
  do: 'read log';
  file: ReadableFile;
  archive: ArchiveName;
  archiveId: number;
  /** Examples of rejected lines are to be stored. */
  withExamples: boolean;
  /** Of rows that PostgreSQL has. */
  spare: ArrayBuffer[];
}

/** A file of many days. */
export interface DaysTask {
  do: 'read days';
  file: ReadableFile;
  wanted: readonly WantedArchive[];
  erased: SharedErased;
  plausible: PlausibleDays;
  rowBytes: number;
  withExamples: boolean;
}

/** Counts of the started day, when its archives are read: rows of songs, or of the rollup. */
export interface CountsTask {
  do: 'counts';
  of: SongPart | 'users';
}

/** The state of the day: whether it has songs, and bytes of the kernel's memory. */
export interface DayState {
  hasSongs: boolean;
  kernelBytes: number;
}

export type ReadingTask = DayTask | LogTask | DaysTask | CountsTask | { do: 'state' };

let kernel: LineKernel | null = null;
let tally: DayTally | null = null;
let erasedOfDay: ErasedUsers | null = null;

/** A thread that reads archives: one day, or one file of many days, at a time. */
export default function read(task: ReadingTask): unknown {
  switch (task.do) {
    case 'start day':
      startDay(task);
      return undefined;
    case 'read log':
      return logPieces(task);
    case 'read days':
      return daysPieces(task);
    case 'counts':
      return counts(task);
    case 'state':
      return { hasSongs: tally?.hasSongs ?? false, kernelBytes: kernel?.bytes ?? 0 } satisfies DayState;
  }
}

function startDay({ day, archives, withUsers, erased, kernelPages }: DayTask): void {
  kernel ??= new LineKernel(kernelPages);
  erasedOfDay = erasedUsers(erased);
  tally = new DayTally(kernel, day, archives, withUsers, erasedOfDay);
}

function logPieces({ file, archive, archiveId, withExamples, spare }: LogTask): Pieces {
  spare.forEach(giveBack);
  const log = tally!.log(archive, archiveId);
  return pieces(file, { archives: [log], lines: log.lines }, withExamples, erasedOfDay, (rows) => rows);
}

function daysPieces({ file, wanted, erased: shared, plausible, rowBytes, withExamples }: DaysTask): Pieces {
  const erased = erasedUsers(shared);
  const log = manyDaysLogOf(file.mapping, wanted, erased, plausible, rowBytes);
  return pieces(file, log, withExamples, erased, buffersOf);
}

function* counts({ of }: CountsTask): Generator<Moved<Uint8Array>, void, ArrayBuffer[]> {
  for (const rows of of === 'users' ? tally!.userDayRows() : tally!.rows(of))
    (yield moved(rows, [rows])).forEach(giveBack);
}

type Pieces = AsyncGenerator<Moved<unknown>, unknown, ArrayBuffer[]>;

/** Pieces of the file, whose buffers move. */
async function* pieces<Rows>(
  file: ReadableFile,
  log: FileLog<Rows>,
  withExamples: boolean,
  erased: ErasedUsers | null,
  buffersOf: (rows: Rows) => readonly Uint8Array[],
): Pieces {
  if (withExamples) for (const { tally } of log.archives) tally.stored = new RejectedLines(erased);
  const read = readFile(file, log, giveBack);
  try {
    for (let back: ArrayBuffer[] = []; ;) {
      const next = await read.next(back);
      if (next.done === true) return next.value;
      const taken = next.value.rows.filter((rows) => rows !== null);
      back = yield moved(next.value, taken.flatMap(buffersOf));
    }
  } finally {
    await read.return(undefined as never);
  }
}

/** Most rows are in buffers of their own, which move; those of the pool that Node shares are copied. */
function moved<Piece>(piece: Piece, rows: readonly Uint8Array[]): Moved<Piece> {
  const buffers = rows.map(({ buffer }) => buffer as ArrayBuffer);
  return new Moved(
    piece,
    buffers.filter((buffer) => !isMarkedAsUntransferable(buffer)),
  );
}

function buffersOf({ days, names }: RowsOfDays): Uint8Array[] {
  return [...days.flatMap(({ rows }) => rows), ...names.flat()];
}

function giveBack(buffer: ArrayBuffer): void {
  kernel?.giveBack(buffer);
}

function erasedUsers(shared: SharedErased): ErasedUsers | null {
  return shared === null ? null : new ErasedUsers(shared.key, shared.slots);
}
