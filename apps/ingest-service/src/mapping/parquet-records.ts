import { setImmediate as nextTurn } from 'node:timers/promises';
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import type { AsyncBuffer, DecodedArray, ParquetReadOptions, SchemaTree } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { DAY_MS } from '#common/calendar';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { utf8Text } from '../formats/raw-fields.js';
import type { Mapping } from './mapping-schema.js';
import { recordColumnsOf } from './path-columns.js';
import { requireColumns, requirePath } from './record-reader.js';
import { LocalDay, LocalTime } from './times.js';

/** Rows with their values in the order of these names. A row is valid until the next one. */
export interface NamedRows {
  readonly names: readonly string[];
  readonly rows: Iterable<unknown[]>;
}

/** Values of a column from a row of its group on. */
interface Piece {
  at: number;
  data: DecodedArray;
}

/** Rows that are handed out together, in one turn of the event loop: about a millisecond. */
const AT_ONCE = 512;
const PARSERS = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8Text(bytes, 0, bytes.length),
  dateFromDays: (days: number) => new LocalDay(days * DAY_MS),
};
const LOCAL_PARSERS = {
  ...PARSERS,
  timestampFromMilliseconds: (millis: bigint) => new LocalTime(Number(millis)),
  timestampFromMicroseconds: (micros: bigint) => new LocalTime(Number(micros / 1_000n)),
  timestampFromNanoseconds: (nanos: bigint) => new LocalTime(Number(nanos / 1_000_000n)),
};
/** Rows that are in memory: row groups may have millions. */
const SLICE_ROWS = 2 ** 16;

/**
 * The rows of a Parquet file with the columns that the mapping reads, a slice of a row group after the other.
 * @throws ArchiveRefused columns_missing; other_form of a damaged file
 */
export async function* parquetRecords(file: AsyncBuffer, mapping: Mapping): AsyncGenerator<NamedRows> {
  try {
    yield* slicesOf(file, mapping);
  } catch (cause) {
    throw cause instanceof ArchiveRefused ? cause : new ArchiveRefused('other_form', { cause });
  }
}

async function* slicesOf(file: AsyncBuffer, mapping: Mapping): AsyncGenerator<NamedRows> {
  const metadata = await parquetMetadataAsync(file);
  const { children } = parquetSchema(metadata);
  const names = children.map(({ element }) => element.name);
  const parsersOf = new Map(
    children.map((of) => [of.element.name, isLocal(of) ? LOCAL_PARSERS : PARSERS] as const),
  );
  requirePath(mapping);
  requireColumns(mapping, names);
  const read = [mapping.each ?? [], ...recordColumnsOf(mapping)].flat();
  const columns = names.filter((name) => read.some((path) => path === name || path.split('.')[0] === name));
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    const pieces = new Map<string, Piece[]>(columns.map((name) => [name, []]));
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += SLICE_ROWS) {
      const rowEnd = Math.min(groupEnd, rowStart + SLICE_ROWS);
      // One column after the other: requests are answered while each is read from the file.
      for (const [name, before] of pieces) {
        const left = before.filter((piece) => endOf(piece) > rowStart);
        const from = left.length === 0 ? rowStart : endOf(left.at(-1)!);
        if (from < rowEnd)
          left.push(
            ...(await piecesOf({ file, metadata, parsers: parsersOf.get(name)! }, name, from, rowEnd)),
          );
        pieces.set(name, left);
      }
      for (let at = rowStart; at < rowEnd; at += AT_ONCE) {
        // All rows of the slice are there, and nothing else waits: requests would not be answered.
        await nextTurn();
        yield { names: columns, rows: rowsOf([...pieces.values()], at, Math.min(rowEnd, at + AT_ONCE)) };
      }
    }
    groupStart = groupEnd;
  }
}

/** Whether the times of a column, or in it, are those of clocks without a zone. INT96 does not say so. */
function isLocal({ element, children }: SchemaTree): boolean {
  if (children.length > 0) return children.some(isLocal);
  const { type, logical_type: of } = element;
  return type === 'INT96' || (of?.type === 'TIMESTAMP' && !of.isAdjustedToUTC);
}

/**
 * Values of a column from one row of its group to another, and those behind them that its last page has: a page may
 * have more rows than a slice, and is read once.
 */
async function piecesOf(
  from: Pick<ParquetReadOptions, 'file' | 'metadata'> & { parsers: object },
  name: string,
  rowStart: number,
  rowEnd: number,
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  await parquetRead({
    ...from,
    columns: [name],
    compressors,
    rowStart,
    rowEnd,
    useOffsetIndex: true,
    onChunk: ({ columnData: data, rowStart: at }) => pieces.push({ at, data }),
  });
  return pieces.filter((piece) => endOf(piece) > rowStart);
}

function endOf({ at, data }: Piece): number {
  return at + data.length;
}

/** @param columns pieces of each, in the order of the rows */
function* rowsOf(columns: readonly Piece[][], from: number, to: number): Generator<unknown[]> {
  const row = new Array<unknown>(columns.length);
  const places = columns.map(() => 0);
  for (let at = from; at < to; at++) {
    for (let column = 0; column < columns.length; column++) {
      const pieces = columns[column]!;
      let piece = pieces[places[column]!];
      while (piece !== undefined && at >= piece.at + piece.data.length) piece = pieces[++places[column]!];
      row[column] = piece?.data[at - piece.at];
    }
    yield row;
  }
}
