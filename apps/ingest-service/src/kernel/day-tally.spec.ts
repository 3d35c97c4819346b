import type { ArchiveName } from '../formats/archive-name.js';
import { readArchiveName } from '../formats/archive-name.js';
import { DayTally } from './day-tally.js';
import { LineKernel } from './line-kernel.js';

const DAY = '2017-04-01';
const kernel = new LineKernel();

/** Fields of rows in binary COPY format. */
function rowsOf(buffers: Iterable<Buffer>): (Buffer | null)[][] {
  const bytes = Buffer.concat([...buffers]);
  const rows: (Buffer | null)[][] = [];
  // Behind the header of 19 bytes, up to the end marker.
  for (let at = 19, fields = bytes.readInt16BE(at); fields >= 0; fields = bytes.readInt16BE(at)) {
    at += 2;
    rows.push(
      Array.from({ length: fields }, () => {
        const length = bytes.readInt32BE(at);
        at += 4;
        if (length < 0) return null;
        at += length;
        return bytes.subarray(at - length, at);
      }),
    );
  }
  return rows;
}

const int = (field: Buffer | null | undefined): number | null =>
  field ? (field.length === 2 ? field.readInt16BE() : field.readInt32BE()) : null;
const id = (field: Buffer | null | undefined): string => String(field!.readBigInt64BE());

function tallyOf(archives: Record<string, string>, withUsers = true): DayTally {
  const tally = new DayTally(kernel, DAY, Object.keys(archives), withUsers, null);
  for (const [name, lines] of Object.entries(archives)) {
    const log = tally.log(readArchiveName(name) as ArchiveName, 1);
    log.lines.push(Buffer.from(lines));
    log.lines.finish(false);
    log.rows.takeRest();
  }
  return tally;
}

function songsOf(tally: DayTally): Record<string, (string | number | null)[][]> {
  const songs: Record<string, (string | number | null)[][]> = {};
  for (const part of [0, 1] as const) {
    for (const [songId, seconds, plays, events, naming] of rowsOf(tally.rows(part))) {
      const text = naming?.toString() ?? null;
      (songs[id(songId)] ??= []).push([int(seconds), int(plays), int(events), text]);
    }
  }
  return songs;
}

const play = (
  user: number | string,
  song: number | string,
  seconds = 100,
  length = 200,
  title = 't',
  singer = 's',
) => `${user}\tar\t${song}\t0\t${title}\t${singer}\t${seconds}\t${length}\t0\n`;

/** A seeded sequence of whole numbers (Park and Miller's minimal standard). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state;
  }
}

describe('DayTally', () => {
  it('counts many users, songs and pairs of them, in the order of their ids', () => {
    const next = numbers(7);
    const draw = (below: number): number => next.next().value % below;
    const pairs = new Set<string>();
    const plays = new Map<string, number>();
    const lengths = new Map<string, number>();
    const lines: string[] = [];
    for (let n = 0; n < 150_000; n++) {
      // Ids below 2^24, around 2^32 and above 2^53.
      const user = [`${draw(40_000)}`, `${4_294_967_000 + draw(600)}`, `90071992547409${100 + draw(900)}`][
        draw(3)
      ]!;
      const song = String(1 + draw(draw(2) === 0 ? 50 : 60_000));
      const length = 100 + draw(3);
      lines.push(play(user, song, 50, length));
      pairs.add(`${user} ${song}`);
      plays.set(user, (plays.get(user) ?? 0) + 1);
      lengths.set(`${song} ${length}`, (lengths.get(`${song} ${length}`) ?? 0) + 1);
    }
    const tally = tallyOf({ '20170401_1_play.log': lines.join('') });
    const users = rowsOf(tally.userDayRows());
    const ids = users.map(([user]) => BigInt(id(user)));
    expect(ids).toEqual([...plays.keys()].map(BigInt).sort((a, b) => (a < b ? -1 : 1)));
    for (const row of users) expect(int(row[3])).toBe(plays.get(id(row[0])));
    const distinct = new Map<string, number>();
    for (const pair of pairs) {
      const user = pair.split(' ')[0]!;
      distinct.set(user, (distinct.get(user) ?? 0) + 1);
    }
    expect(new Map(users.map((row) => [id(row[0]), int(row[10])!]))).toEqual(
      new Map(users.map(([user]) => [id(user), distinct.get(id(user))!])),
    );
    const counted = Object.entries(songsOf(tally)).flatMap(([song, rows]) =>
      rows.map(([seconds, count]) => [`${song} ${String(seconds)}`, count] as const),
    );
    expect(new Map(counted)).toEqual(lengths);
  });

  it('counts each day by itself', () => {
    expect(rowsOf(tallyOf({ '20170401_1_play.log': play(1, 1) + play(2, 2) }).userDayRows())).toHaveLength(2);
    const next = tallyOf({ '20170401_1_play.log': play(3, 1) });
    expect(
      rowsOf(next.userDayRows()).map(([user, , , plays, ...rest]) => [id(user), int(plays), int(rest[6])]),
    ).toEqual([['3', 1, 1]]);
    expect(songsOf(next)).toEqual({ '1': [[200, 1, 1, '20170401_1_play.log\u0001t\u0001s']] });
  });

  it('takes a song its first title in the last archive, by name, that has one', () => {
    const down = (song: number, title: string): string => `9 \tip \t${song} \t${title} \tsinger \t0\n`;
    const songs = songsOf(
      tallyOf({
        '20170401_2_play.log': play(1, 5, 1, 200, 'second') + play(1, 5, 1, 200, 'later'),
        '20170401_1_play.log': play(1, 5, 1, 201, 'first') + play(1, 6, 1, 0, 'six', ''),
        '20170401_3_down.log': down(5, '') + down(7, '') + down(8, 'A &amp; B'),
      }),
    );
    expect(songs).toEqual({
      '5': [
        [200, 2, 4, '20170401_2_play.log\u0001second\u0001s'],
        [201, 1, 0, null],
      ],
      '6': [[null, 0, 1, '20170401_1_play.log\u0001six\u0001']],
      '7': [[null, 0, 1, null]],
      '8': [[null, 0, 1, '20170401_3_down.log\u0001A & B\u0001singer']],
    });
  });

  it('keeps titles of any length, and thousands of lengths of one song', () => {
    const bad = Buffer.concat([
      Buffer.from('1\tar\t4\t0\t'),
      Buffer.alloc(60_000, 0xff),
      Buffer.from('\ts\t1\t2\t0\n'),
    ]).toString('latin1');
    const tally = new DayTally(kernel, DAY, ['20170401_1_play.log'], true, null);
    const log = tally.log(readArchiveName('20170401_1_play.log') as ArchiveName, 1);
    log.lines.push(Buffer.from(bad, 'latin1'));
    log.lines.push(Buffer.from(Array.from({ length: 8000 }, (_, n) => play(1, 4, 1, n + 1)).join('')));
    log.lines.finish(false);
    const songs = songsOf(tally)['4']!;
    expect(songs).toHaveLength(8000);
    expect(songs[0]![3]).toBe(`20170401_1_play.log\u0001${'\ufffd'.repeat(60_000)}\u0001s`);
  });

  it('says in words that a day has more than fits, and counts the next day', () => {
    const small = new LineKernel(96);
    const readWith = (users: number): DayTally => {
      const name = '20170401_1_play.log';
      const tally = new DayTally(small, DAY, [(readArchiveName(name) as ArchiveName).identity], true, null);
      const log = tally.log(readArchiveName(name) as ArchiveName, 1);
      for (let from = 0; from < users; from += 1000) {
        log.lines.push(Buffer.from(Array.from({ length: 1000 }, (_, n) => play(from + n + 1, 1)).join('')));
        log.rows.takeMany();
      }
      log.lines.finish(false);
      return tally;
    };
    expect(() => readWith(100_000)).toThrow('has no room for more songs or users');
    expect(rowsOf(readWith(1000).userDayRows())).toHaveLength(1000);
  });

  it('leaves users out where they are not wanted', () => {
    const tally = tallyOf({ '20170401_1_play.log': play(1, 5) }, false);
    expect(tally.hasSongs).toBe(true);
    expect(rowsOf(tally.userDayRows())).toEqual([]);
    expect(songsOf(tally)).toEqual({ '5': [[200, 1, 1, '20170401_1_play.log\u0001t\u0001s']] });
  });
});
