import { CopyRows } from '#common/copy';
import type { Id } from '../formats/whole-number.js';
import { partOfSong } from '../storage/songs/songs.sql.js';
import type { SongPart } from '../storage/songs/songs.sql.js';
import type { CountedIds } from './counted-ids.js';
import type { CountedEvent } from './user-day-counts.js';

const FIELDS = 5;

/** How many events songs have, by place, and how often each of their lengths occurs: most have one. */
export class SongCounts {
  private readonly events: Uint32Array;
  private readonly seconds: Int32Array;
  private readonly plays: Uint32Array;
  private readonly furtherLengths = new Map<number, Map<number, number>>();

  constructor(private readonly songs: CountedIds) {
    const { length } = songs.ids;
    this.events = new Uint32Array(length);
    this.seconds = new Int32Array(length);
    this.plays = new Uint32Array(length);
  }

  count({ song, songSeconds }: CountedEvent): void {
    if (song === null) return;
    this.events[song]!++;
    if (songSeconds === null || songSeconds === 0) return;
    if (this.plays[song] === 0) this.seconds[song] = songSeconds;
    if (this.seconds[song] === songSeconds) this.plays[song]!++;
    else {
      let lengths = this.furtherLengths.get(song);
      if (lengths === undefined) this.furtherLengths.set(song, (lengths = new Map<number, number>()));
      lengths.set(songSeconds, (lengths.get(songSeconds) ?? 0) + 1);
    }
  }

  /** Rows with the columns `UNMERGED_COLUMNS`, in the order of the songs. @param namingOf of the song of a place */
  *rows(part: SongPart, namingOf: (song: number) => string | null): Generator<Buffer> {
    const rows = new CopyRows();
    for (const song of this.songs.inOrder()) {
      const id = this.songs.ids[song]!;
      if (partOfSong(id) !== part) continue;
      this.addRows(rows, song, id, namingOf(song));
      if (rows.hasFull) yield* rows.take();
    }
    yield* rows.finish();
  }

  /** Adds the rows of a song, if it has events. */
  private addRows(rows: CopyRows, song: number, id: Id, naming: string | null): void {
    if (this.events[song] === 0) return;
    const plays = this.plays[song]!;
    rows.begin(FIELDS, 3 * (naming?.length ?? 0));
    rows.int64(id);
    rows.int32(plays > 0 ? this.seconds[song]! : null);
    rows.int32(plays);
    rows.int32(this.events[song]!);
    rows.text(naming);
    for (const [seconds, further] of this.furtherLengths.get(song) ?? []) {
      rows.begin(FIELDS);
      rows.int64(id);
      rows.int32(seconds);
      rows.int32(further);
      rows.int32(0);
      rows.text(null);
    }
  }
}
