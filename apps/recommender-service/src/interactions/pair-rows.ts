import { CopiedRows } from '#common/copy';
import type { Readable } from 'node:stream';
import type { PairSums } from './pair-sums.js';

/** One user and song as PostgreSQL sums it. Ids are exact: a number where it fits, a bigint where it does not. */
export interface PairRow {
  userId: number | bigint;
  songId: number | bigint;
  /** Millionths of weight over all events. */
  millionths: number;
  /** Millionths of weight over the early events; -1 when there is none. */
  earlyMillionths: number;
  /** Whether it was heard on the newest days of the early ones. */
  isRecent: boolean;
  /** How many days before the last one read its first event lies. */
  firstAge: number;
}

const PAIR_COLUMNS = 5;
const EVENT_COLUMNS = 3;

/** Sums the rows of {@link copyEvents}. @param onPiece called after each piece of some rows */
export async function sumEvents(stream: Readable, sums: PairSums, onPiece: () => void): Promise<void> {
  const copied = new CopiedRows(EVENT_COLUMNS, (bytes, starts) => {
    const [user, song, event] = [starts[0]!, starts[1]!, starts[2]!];
    const low = bytes.getUint32(event + 4);
    sums.add(
      bytes.getInt32(user),
      bytes.getInt32(user + 4),
      bytes.getInt32(song),
      bytes.getInt32(song + 4),
      bytes.getInt32(event) * 2 ** 11 + (low >>> 21),
      (low >>> 1) & 0xf_ffff,
      (low & 1) === 1,
    );
  });
  for await (const piece of stream as AsyncIterable<Buffer>) {
    copied.push(piece);
    onPiece();
  }
  refuseCut(copied);
}

/** Rows of {@link copyPairRange}. */
export function pairRows(stream: Readable): AsyncGenerator<PairRow[]> {
  return copiedRows(stream, PAIR_COLUMNS, readPair);
}

/** Rows of a single id. */
export function idRows(stream: Readable): AsyncGenerator<(number | bigint)[]> {
  return copiedRows(stream, 1, (bytes, starts) => readId(bytes, starts[0]!));
}

/**
 * Reads the rows of `COPY ... TO STDOUT (FORMAT binary)` with int8 columns, none NULL. PostgreSQL may use all
 * its workers for a COPY, which it does not for a cursor.
 * @throws Error when the columns are others, or the stream ends before its end mark.
 */
async function* copiedRows<Row>(
  stream: Readable,
  columns: number,
  readRow: (bytes: DataView, starts: Int32Array) => Row,
): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  const copied = new CopiedRows(columns, (bytes, starts) => rows.push(readRow(bytes, starts)));
  for await (const piece of stream as AsyncIterable<Buffer>) {
    copied.push(piece);
    if (rows.length > 0) yield rows;
    rows = [];
  }
  refuseCut(copied);
}

function refuseCut({ hasEnded }: CopiedRows): void {
  if (!hasEnded) throw new Error('The interactions ended before all of them were read.');
}

function readPair(bytes: DataView, starts: Int32Array): PairRow {
  return {
    userId: readId(bytes, starts[0]!),
    songId: readId(bytes, starts[1]!),
    millionths: Number(bytes.getBigInt64(starts[2]!)),
    earlyMillionths: Number(bytes.getBigInt64(starts[3]!)),
    isRecent: (bytes.getUint8(starts[4]! + 7) & 1) === 1,
    firstAge: bytes.getInt32(starts[4]! + 4) >> 1,
  };
}

function readId(bytes: DataView, at: number): number | bigint {
  const high = bytes.getInt32(at);
  const isExact = high >= -0x20_0000 && high < 0x20_0000;
  return isExact ? high * 0x1_0000_0000 + bytes.getUint32(at + 4) : bytes.getBigInt64(at);
}
