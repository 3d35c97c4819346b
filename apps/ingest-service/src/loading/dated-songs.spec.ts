import { scanLine } from '../formats/scanned-line.js';
import { NAMING_SEPARATOR, SONG_PARTS } from '../storage/songs.sql.js';
import { DatedSongs } from './dated-songs.js';

interface Row {
  songId: bigint;
  day: number | null;
  seconds: number | null;
  plays: number;
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
      const [songId, day, seconds, plays, naming] = [field(), field(), field(), field(), field()];
      rows.push({
        songId: songId!.readBigInt64BE(),
        day: day?.readInt32BE() ?? null,
        seconds: seconds?.readInt32BE() ?? null,
        plays: plays!.readInt32BE(),
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
  it('have the title of their newest day, and their first and last day', () => {
    const songs = new DatedSongs('play_ds.csv', true);
    add(songs, 7, 1, 0, 'first', 'a');
    add(songs, 7, 3, 0, 'newest', 'b');
    add(songs, 7, 2, 0, 'between', 'c');
    add(songs, 7, 4, 0);
    const naming = ['20000104/play_ds.csv', 'newest', 'b'].join(NAMING_SEPARATOR);
    expect(rowsOf(songs)).toEqual([
      { songId: 7n, day: 4, seconds: null, plays: 0, naming },
      { songId: 7n, day: 1, seconds: null, plays: 0, naming: null },
    ]);
  });

  it('have each of their lengths with how often it occurs', () => {
    const songs = new DatedSongs('play_ds.csv', true);
    const given = Array.from({ length: 3_000 }, (_, n) => 1 + ((n * 7_919) % 500));
    for (const seconds of given) add(songs, 7, 1, seconds);
    const counted = new Map(
      rowsOf(songs).flatMap(({ seconds, plays }) => (plays > 0 ? [[seconds, plays]] : [])),
    );
    expect(counted).toEqual(new Map(Array.from({ length: 500 }, (_, n) => [n + 1, 6])));
    const uncounted = new DatedSongs('play_ds.csv', false);
    add(uncounted, 7, 1, 200);
    expect(rowsOf(uncounted)).toHaveLength(1);
  });
});
