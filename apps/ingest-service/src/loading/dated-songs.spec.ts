import { scanLine } from '../formats/scanned-line.js';
import { NAMING_SEPARATOR, SONG_PARTS } from '../storage/songs.sql.js';
import { DatedSongs } from './dated-songs.js';

interface Row {
  songId: bigint;
  seconds: number | null;
  plays: number;
  events: number;
  naming: string | null;
}

/** Reads rows of binary COPY back. */
function rowsOf(songs: DatedSongs): Row[] {
  return SONG_PARTS.flatMap((part) => {
    const bytes = Buffer.concat([...songs.rows(part)]);
    const rows: Row[] = [];
    let at = 19;
    const field = (): Buffer | null => {
      const length = bytes.readInt32BE(at);
      at += 4 + Math.max(0, length);
      return length < 0 ? null : bytes.subarray(at - length, at);
    };
    while (bytes.readInt16BE(at) >= 0) {
      at += 2;
      const [songId, seconds, plays, events, naming] = [field(), field(), field(), field(), field()];
      rows.push({
        songId: songId!.readBigInt64BE(),
        seconds: seconds?.readInt32BE() ?? null,
        plays: plays!.readInt32BE(),
        events: events!.readInt32BE(),
        naming: naming?.toString() ?? null,
      });
    }
    return rows;
  });
}

function add(songs: DatedSongs, songId: number, day: number, seconds: number, title = '', singer = ''): void {
  const line = scanLine(`${title}\t${singer}`);
  const titleEnd = Buffer.byteLength(title);
  const places = { titleStart: 0, titleEnd, singerStart: titleEnd + 1, singerEnd: line.end };
  songs.add({ songId, ...places }, line, day, seconds);
}

describe('songs of a file of many days', () => {
  it('have the title of their newest day, and all of their events', () => {
    const songs = new DatedSongs('play_ds.csv', true);
    add(songs, 7, 1, 0, 'first', 'a');
    add(songs, 7, 3, 0, 'newest', 'b');
    add(songs, 7, 2, 0, 'between', 'c');
    add(songs, 7, 4, 0);
    const naming = ['20000104/play_ds.csv', 'newest', 'b'].join(NAMING_SEPARATOR);
    expect(rowsOf(songs)).toEqual([{ songId: 7n, seconds: null, plays: 0, events: 4, naming }]);
  });

  it('have each of their lengths with how often it occurs', () => {
    const songs = new DatedSongs('play_ds.csv', true);
    const given = Array.from({ length: 3_000 }, (_, n) => 1 + ((n * 7_919) % 500));
    for (const seconds of given) add(songs, 7, 1, seconds);
    add(songs, 7, 1, 0);
    const rows = rowsOf(songs);
    const counted = new Map(rows.map(({ seconds, plays }) => [seconds, plays]));
    expect(rows.reduce((sum, { events }) => sum + events, 0)).toBe(3_001);
    expect(counted).toEqual(new Map(Array.from({ length: 500 }, (_, n) => [n + 1, 6])));
    const uncounted = new DatedSongs('play_ds.csv', false);
    add(uncounted, 7, 1, 200);
    expect(rowsOf(uncounted)).toMatchObject([{ seconds: null, plays: 0, events: 0 }]);
  });
});
