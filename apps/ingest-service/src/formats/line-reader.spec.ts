import fc from 'fast-check';
import { FORMATS, searchFormat } from './log-formats.js';
import { LineReader, MAX_LINE_BYTES } from './line-reader.js';
import type { LineFormat } from './line-reader.js';
import { REJECTION_REASONS } from './rejection.js';
import { REPAIR_RULES } from './repair.js';
import { readSongText } from './song-text.js';
import { runs } from '../../../../test/support/drawn.js';

const { play: PLAY_FORMAT, download: DOWNLOAD_FORMAT } = FORMATS;

interface Outcome {
  lines: number;
  events: number;
  rejected: Record<string, number>;
  repaired: Record<string, number>;
  titles: (string | null)[];
}

function readAll<E extends { repairs: number }>(
  format: LineFormat<E>,
  log: Buffer,
  chunkBytes = log.length || 1,
  cut = false,
): Outcome {
  const titles: (string | null)[] = [];
  const reader = new LineReader(format, (event, line) => {
    const { titleStart = 0, titleEnd = 0 } = event as { titleStart?: number; titleEnd?: number };
    titles.push(readSongText(line.bytes, titleStart, titleEnd));
  });
  for (let at = 0; at < log.length; at += chunkBytes) reader.push(log.subarray(at, at + chunkBytes));
  reader.finish(cut);
  const { tally } = reader;
  return {
    lines: tally.lines,
    events: tally.events,
    rejected: tally.rejected(),
    repaired: tally.repaired(),
    titles,
  };
}

const GOOD = '1\tar\t2\t0\tsong\tsinger\t16\t242\t0';

describe('LineReader', () => {
  it('reads both dialects, CR LF line ends and a last line without its end', () => {
    const log = Buffer.from(`${GOOD}\r\n1 \tip \t2 \t0 \ttitle \tsinger \t16 \t242 \t0\n${GOOD}`);
    expect(readAll(PLAY_FORMAT, log)).toEqual({
      lines: 3,
      events: 3,
      rejected: {},
      repaired: {},
      titles: ['song', 'title', 'song'],
    });
  });

  it('joins a row broken in two, which then counts as one line', () => {
    const log = Buffer.from(
      `${GOOD}\n154829204 \tar \t6112434 \t0 \t草原一枝花\n \t乌兰图雅 \t2 \t22 \t0\n${GOOD}\n`,
    );
    expect(readAll(PLAY_FORMAT, log)).toEqual({
      lines: 3,
      events: 3,
      rejected: {},
      repaired: { row_joined: 1 },
      titles: ['song', '草原一枝花', 'song'],
    });
  });

  // Of the original logs: the break is behind the title, so the second piece has an empty user id.
  const ROW = '154829204·→ar·→6112434·→0·→草原一枝花(22秒铃声版)·→乌兰图雅·→2·→22·→0';
  const DOWNLOAD_ROW = '168019810·→ar·→442554·→小酒窝·→林俊杰&蔡卓妍·→0';
  it.each([
    ['play', PLAY_FORMAT, ROW],
    ['play', PLAY_FORMAT, ROW.replaceAll('·', '')],
    ['play', PLAY_FORMAT, ROW.replace('2·→22', '2>=(203.0.113.7)TM·→22')],
    ['download', DOWNLOAD_FORMAT, DOWNLOAD_ROW],
    ['download', DOWNLOAD_FORMAT, DOWNLOAD_ROW.replaceAll('·', '')],
  ] as [string, LineFormat<{ repairs: number }>, string][])(
    'reads a %s wherever a line break stands in its title or singer',
    (_, format, shown) => {
      const row = shown.replaceAll('·', ' ').replaceAll('→', '\t');
      const titleAt = row.split('\t', format.titleField!).join('\t').length + 1;
      const end = row.split('\t', format.titleField! + 2).join('\t').length;
      const whole = readAll(format, Buffer.from(`${row}\n`)).titles;
      for (let at = titleAt; at <= end; at++) {
        for (const lineBreak of ['\n', '\r\n', '\r']) {
          const log = Buffer.from(`${row}\n${row.slice(0, at)}${lineBreak}${row.slice(at)}\n${row}\n`);
          const read = readAll(format, log);
          expect([at, read.events, read.rejected]).toEqual([at, 3, {}]);
          // Where the break stands beside a separator's blank, the dialect takes it or not.
          expect(read.titles.map((title) => title?.trimEnd())).toEqual([...whole, ...whole, ...whole]);
        }
      }
    },
  );

  it('does not join a row that was cut with the row behind it', () => {
    const cut = '1\tar\t2\t0\thead\n';
    for (const next of ['7\tip\t5\t0\t3\n', 'x\ty\tz\t22\t0\n', 'rest\tsinger\t2\t22\tx\n'])
      expect(readAll(PLAY_FORMAT, Buffer.from(`${cut}${next}${GOOD}\n`))).toMatchObject({
        lines: 3,
        events: 1,
      });
  });

  it('passes over a byte order mark at the start, and only there', () => {
    const mark = Buffer.from([0xef, 0xbb, 0xbf]);
    const log = Buffer.concat([mark, Buffer.from(`${GOOD}\n`), mark, Buffer.from(`${GOOD}\n`)]);
    for (const chunkBytes of [1, 2, 3, 4, log.length]) {
      expect(readAll(PLAY_FORMAT, log, chunkBytes)).toMatchObject({
        lines: 2,
        events: 1,
        rejected: { user_id_malformed: 1 },
      });
    }
    expect(readAll(PLAY_FORMAT, mark)).toMatchObject({ lines: 0 });
  });

  it('rejects both pieces of a broken row when they do not fit together', () => {
    const log = Buffer.from(`1\tar\t2\t0\thead\n${GOOD}\n \tsinger \t2 \t22 \t0\n7\tar\t2\t0\thead`);
    expect(readAll(PLAY_FORMAT, log)).toMatchObject({ lines: 4, events: 1, rejected: { broken_row: 3 } });
  });

  it('rejects count lines, blank lines and a line cut by the end of a truncated archive', () => {
    const log = Buffer.from(`264715\n290416\n\n${GOOD}\n1\tar\t2\t0\tso`);
    expect(readAll(PLAY_FORMAT, log, 7, true)).toMatchObject({
      lines: 5,
      events: 1,
      rejected: { count_line: 2, cut_line: 1, empty_line: 1 },
    });
  });

  it('passes over a line without end in constant memory', () => {
    const log = Buffer.concat([Buffer.alloc(3 * MAX_LINE_BYTES, 'x'), Buffer.from(`\n${GOOD}\n`)]);
    const expected = { lines: 2, events: 1, rejected: { line_too_long: 1 } };
    expect(readAll(PLAY_FORMAT, log)).toMatchObject(expected);
    expect(readAll(PLAY_FORMAT, log, 1000)).toMatchObject(expected);
    expect(readAll(PLAY_FORMAT, Buffer.alloc(2 * MAX_LINE_BYTES, 'x'), 1000)).toMatchObject({
      lines: 1,
      rejected: { line_too_long: 1 },
    });
  });

  it('replaces bytes that are not UTF-8 in the lines that have them, in no other', () => {
    const bad = Buffer.concat([
      Buffer.from('1\tar\t2\t0\t'),
      Buffer.from([0xff, 0x41]),
      Buffer.from('\tb\t1\t2\t0\n'),
    ]);
    const log = Buffer.concat([Buffer.from(`${GOOD}\n`), bad, Buffer.from(`${GOOD}\n`)]);
    expect(readAll(PLAY_FORMAT, log)).toMatchObject({
      events: 3,
      repaired: { text_bytes_replaced: 1 },
      titles: ['song', '\ufffdA', 'song'],
    });
  });
});

// Bytes that make many almost-right lines, and any bytes at all.
const piece = fc.oneof(
  fc.constantFrom(
    '1',
    '168547035',
    '-1',
    '0',
    '18446744073709551615',
    'ar',
    'ip',
    '',
    ' ',
    'a&amp;b',
    '\r',
    '\\/',
  ),
  fc.constantFrom(
    '111>=(1.2.3.4)TM',
    '241070',
    'nan',
    '2017-03-01 00:00:24',
    '%e9%83',
    '+',
    '%',
    'x'.repeat(99),
  ),
);
const almostLine = fc
  .array(piece, { minLength: 1, maxLength: 12 })
  .chain((fields) => fc.constantFrom('\t', ' \t').map((separator) => Buffer.from(fields.join(separator))));
const anyLine = fc.oneof(
  almostLine,
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
);
const anyLog = fc
  .array(anyLine, { maxLength: 30 })
  .map((lines) => Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
const formats = [
  PLAY_FORMAT,
  DOWNLOAD_FORMAT,
  searchFormat(null),
  searchFormat({ first: '2000-01-01', last: '2020-01-01' }),
] as LineFormat<{
  repairs: number;
}>[];

describe('any bytes', () => {
  it('become events or rejected lines, and the counts add up to the lines', () => {
    fc.assert(
      fc.property(anyLog, fc.constantFrom(...formats), (log, format) => {
        const { lines, events, rejected, repaired, titles } = readAll(format, log);
        const sum = Object.values(rejected).reduce((total, count) => total + count, 0);
        const lineEnds = log.filter((byte) => byte === 0x0a).length;
        expect(events + sum).toBe(lines);
        expect(lines + (repaired.row_joined ?? 0)).toBe(lineEnds);
        expect(titles).toHaveLength(events);
        for (const reason of Object.keys(rejected)) expect(REJECTION_REASONS).toHaveProperty(reason);
        for (const rule of Object.keys(repaired)) expect(REPAIR_RULES).toHaveProperty(rule);
      }),
      { numRuns: runs(500) },
    );
  });

  it('give the same outcome however they are cut into chunks', () => {
    fc.assert(
      fc.property(
        anyLog,
        fc.constantFrom(...formats),
        fc.integer({ min: 1, max: 50 }),
        (log, format, chunkBytes) => {
          expect(readAll(format, log, chunkBytes)).toEqual(readAll(format, log));
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
