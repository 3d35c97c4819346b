import { userHashesBy } from '#common/sip-hash';
import { pgDay } from '#common/calendar';
import { CopyRows } from '#common/copy';
import fc from 'fast-check';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import { readArchiveName } from '../formats/archive-name.js';
import { LineReader } from '../formats/line-reader.js';
import type { LineTally } from '../formats/line-tally.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import { ErasedUsers, withoutErased } from '../formats/erased-users.js';
import { DayTally } from './day-tally.js';
import { addEventRow } from '../storage/copy/event-rows.js';
import { LineKernel } from './line-kernel.js';
import { runs } from '../../../../test/support/drawn.js';

const DAY = '2017-04-01';
const ARCHIVE_ID = 77;
/** Header and end marker of binary COPY. */
const COPY_FRAME_BYTES = 21;
const kernel = new LineKernel();
const hashing = userHashesBy(Uint8Array.from({ length: 16 }, (_, n) => 7 * n + 1));
const SOME_ERASED = erasedUsers(['168547035', '9223372036854775807', '5']);

function erasedUsers(userIds: (string | number)[]): ErasedUsers {
  return ErasedUsers.forAtMost(userIds.length, hashing.key).add(userIds.map(hashing.hash));
}

interface Read {
  rows: Buffer;
  lines: number;
  events: number;
  rejected: Record<string, number>;
  repaired: Record<string, number>;
}

function readOf(rows: Buffer[], tally: LineTally): Read {
  const { lines, events } = tally;
  return {
    rows: Buffer.concat(rows),
    lines,
    events,
    rejected: tally.rejected(),
    repaired: tally.repaired(),
  };
}

function byKernel(kind: EventKind, chunks: Buffer[], cut: boolean, erased: ErasedUsers | null): Read {
  const word = kind === 'download' ? 'down' : kind;
  const archive = readArchiveName(`20170401_1_${word}.log`) as ArchiveName;
  const log = new DayTally(kernel, DAY, [archive.identity], true, erased).log(archive, ARCHIVE_ID);
  const rows: Buffer[] = [];
  for (const chunk of chunks) {
    log.lines.push(chunk);
    rows.push(...(log.rows.takeMany() ?? []));
  }
  log.lines.finish(cut);
  return readOf([...rows, ...log.rows.takeRest()], log.tally);
}

/** The same line by line, without the kernel. */
function byLines(kind: EventKind, chunks: Buffer[], cut: boolean, erased: ErasedUsers | null): Read {
  const rows = new CopyRows();
  const day = pgDay(DAY);
  const format = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const reader = new LineReader(format, (event) => {
    addEventRow(rows, kind, event, day, ARCHIVE_ID);
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.finish(cut);
  return readOf(rows.finish(), reader.tally);
}

/** A field as the logs have it, mostly; and what breaks it. */
const field = (...usual: string[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...usual).map((text) => Buffer.from(text)) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(
          '',
          ' ',
          '0',
          '-1',
          '18446744073709551615',
          '007',
          '1e3',
          '4 4',
          'x\ty',
          'a\rb',
          'a\u007fb',
        )
        .map((text) => Buffer.from(text)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
  );
const userId = field(
  '168547035',
  '1',
  '9223372036854775807',
  '999999999999999',
  '1000000000000000',
  '12345678',
);
const songId = field('2835290', '7368788', '0', '99999999', '123456789');
const device = field('ar', 'ip', 'mc', 'wp', 'zz', 'arx');
const seconds = field(
  '0',
  '242',
  '600',
  '601',
  '21600',
  '21601',
  '241070',
  '111>=(203.0.113.7)TM',
  '1.46e-4',
);
const text = field(
  '江南Style(纽约版)',
  'Psy',
  'A&B',
  'A&amp;B',
  'x;y',
  'a\\/b',
  'C&D;',
  '',
  'It&#39;s',
  ' padded ',
);
const time = field(
  '2017-04-01 20:15:00',
  '2017-04-01 23:59:59',
  '2017-04-01 24:00:00',
  '2017-04-02 00:00:00',
  '2017-02-30 00:00:00',
);
const query = field(
  'mc',
  '%E8%96%9B',
  '%e8%96',
  'exo+live',
  '%4',
  '%zz',
  'a&b',
  '%0A',
  '%ED%A0%80',
  'é',
  '%F4%90%80%80',
);
/** Of which there are logs. */
type LogKind = Exclude<EventKind, 'feedback'>;
const FIELDS: Record<LogKind, fc.Arbitrary<Buffer>[]> = {
  play: [userId, device, songId, field('0', '1', '32767', '32768'), text, text, seconds, seconds, field('0')],
  download: [userId, device, songId, text, text, field('0')],
  search: [userId, device, time, query],
};

const join = (pieces: Buffer[], separator: string): Buffer =>
  Buffer.concat(pieces.flatMap((piece, at) => (at === 0 ? [piece] : [Buffer.from(separator), piece])));

function logOf(kind: LogKind): fc.Arbitrary<Buffer> {
  const whole = fc
    .tuple(fc.tuple(...FIELDS[kind]), fc.constantFrom('\t', '\t', ' \t'))
    .map(([fields, separator]) => join(fields, separator));
  const broken = fc
    .tuple(whole, fc.nat(60))
    .map(([line, at]) => Buffer.concat([line.subarray(0, at), Buffer.from('\n'), line.subarray(at)]));
  const line = fc.oneof(
    { weight: 20, arbitrary: whole },
    { weight: 2, arbitrary: broken },
    { weight: 1, arbitrary: fc.constantFrom('', '264715', '\t', '\t\t\t').map((odd) => Buffer.from(odd)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  );
  return fc
    .tuple(fc.array(line, { maxLength: 60 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
    .map(([lines, end, ended]) => Buffer.concat([join(lines, end), Buffer.from(ended ? end : '')]))
    .chain((log) =>
      fc.constantFrom('', '', '\ufeff', '\ufeff\n').map((mark) => Buffer.concat([Buffer.from(mark), log])),
    );
}

const PLAIN: Record<LogKind, string> = {
  play: '168547035\tar\t2835290\t0\ttitle\tsinger\t200\t242\t0\n',
  download: '168547035\tar\t2835290\ttitle\tsinger\t0\n',
  search: '168547035\tar\t2017-04-01 20:15:00\tmc\n',
};
/** Events of a batch, bytes of a window and of full rows, as the kernel has them. */
const [BATCH, WINDOW, ROWS_FULL] = [1024, 8192, 256 * 1024];

/**
 * Thousands of plain lines, with other ones at or beside the places where a batch, a window or the rows are
 * full.
 */
function longLogOf(kind: LogKind): fc.Arbitrary<Buffer> {
  const plain = Buffer.from(PLAIN[kind]);
  const rowBytes = byLines(kind, [plain], false, null).rows.length - COPY_FRAME_BYTES;
  const edges = [BATCH, Math.floor(WINDOW / plain.length), Math.floor(ROWS_FULL / rowBytes)];
  const odd = fc.record({
    edge: fc.constantFrom(...edges),
    nth: fc.integer({ min: 1, max: 3 }),
    beside: fc.integer({ min: -3, max: 3 }),
    lines: logOf(kind),
  });
  return fc.array(odd, { minLength: 1, maxLength: 4 }).map((odds) => {
    const lines: Buffer[] = Array.from({ length: 7_000 }, () => plain);
    for (const { edge, nth, beside, lines: oddLines } of odds) {
      lines.splice(edge * nth + beside, 0, oddLines, Buffer.from('\n'));
    }
    return Buffer.concat(lines);
  });
}

function cutInto(log: Buffer, bytes: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < log.length; at += bytes) chunks.push(log.subarray(at, at + bytes));
  return chunks;
}

describe('a log that the kernel reads', () => {
  it.each(['play', 'download', 'search'] as const)(
    'of kind %s gives the rows and counts of the same log read line by line',
    (kind) => {
      fc.assert(
        fc.property(
          logOf(kind),
          fc.constantFrom(1, 7, 64, 1000, 1 << 20),
          fc.boolean(),
          fc.constantFrom(null, SOME_ERASED),
          (log, chunkBytes, cut, erased) => {
            const chunks = cutInto(log, chunkBytes);
            expect(byKernel(kind, chunks, cut, erased)).toEqual(byLines(kind, chunks, cut, erased));
          },
        ),
        { numRuns: runs(300) },
      );
    },
  );

  it.each(['play', 'download', 'search'] as const)(
    'of kind %s gives the same where lines that are not plain meet the ends of batches, windows and rows',
    (kind) => {
      fc.assert(
        fc.property(longLogOf(kind), fc.constantFrom(8192, 100_000, 1 << 20), (log, chunkBytes) => {
          const chunks = cutInto(log, chunkBytes);
          const [kernelRead, read] = [byKernel, byLines].map((by) => by(kind, chunks, false, null));
          expect(kernelRead!.rows.equals(read!.rows)).toBe(true);
          expect({ ...kernelRead, rows: null }).toEqual({ ...read, rows: null });
        }),
        { numRuns: runs(15) },
      );
    },
  );

  it('passes over the lines of erased users, be they few or many, and counts them', () => {
    const ids = Array.from({ length: 20_000 }, (_, n) => n + 1);
    const chunk = Buffer.from(ids.map((id) => `${id}\tar\t2\t0\tt\ts\t16\t242\t0\n`).join(''));
    for (const isErased of [(id: number) => id === 77, (id: number) => id % 3 === 0, () => true]) {
      const gone = ids.filter(isErased);
      const users = erasedUsers(gone);
      const read = byKernel('play', [chunk], false, users);
      expect(read).toEqual(byLines('play', [chunk], false, users));
      expect(read).toMatchObject({
        lines: ids.length,
        events: ids.length - gone.length,
        rejected: { user_erased: gone.length },
      });
    }
    expect(byKernel('play', [chunk], false, null).events).toBe(ids.length);
  });

  it('may be longer than what the kernel holds at once, with lines longer than its window, and than any line may be', () => {
    const play = (title: string, seconds = 16): string =>
      `1\tar\t2\t0\t${title}\tsinger\t${seconds}\t242\t0\n`;
    const log = Buffer.from(
      Array.from({ length: 30_000 }, (_, n) => play(`title ${n}`)).join('') +
        play('t'.repeat(9000)) +
        play('t'.repeat(60_000)) +
        play('t'.repeat(70_000)) +
        play('end', 5000),
    );
    for (const bytes of [log.length, 100_000]) {
      const chunks = cutInto(log, bytes);
      const read = byKernel('play', chunks, false, null);
      expect(read).toEqual(byLines('play', chunks, false, null));
      expect(read).toMatchObject({ lines: 30_004, events: 30_003, rejected: { line_too_long: 1 } });
    }
  });
});
