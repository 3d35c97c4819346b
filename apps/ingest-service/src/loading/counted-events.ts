import type { CopyRows } from '#common/copy';
import type { EventKind } from '../formats/archive-name.js';
import type { PlayEvent } from '../formats/play-line.js';
import { areBelieved } from '../formats/play-seconds.js';
import { repairBit } from '../formats/repair.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import type { DownloadEvent } from '../formats/song-line.js';
import { MOST_TEXTS, stagedText } from '../mapping/mapped-events.js';
import type { MappedValues, OuterId } from '../mapping/mapped-events.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { UNKNOWN_HOUR } from '../storage/copy/event-rows.js';
import type { SongRows } from '../storage/songs/songs.repository.js';
import { addCountedRow, CountedDay } from './counted-day.js';
import type { PlacedIds } from './counted-day.js';
import { CountedIds } from './counted-ids.js';
import { SongCounts } from './song-counts.js';
import { namesIn, nameOn, namingOf, UNNAMED } from './song-naming.js';
import type { NamedSong } from './song-naming.js';
import { UserDayCounts } from './user-day-counts.js';
import type { CountedEvent } from './user-day-counts.js';

const IDS_AT_ONCE = 5_000;
const SECONDS_UNREADABLE = repairBit('play_seconds_unreadable');

/**
 * Plays or downloads of one file in memory, by day, with what is written of them: rows of events, the rollup by user
 * and counts of songs. A bounded number of them; those of a larger file are handed out as rows of `staged_event`.
 */
export class CountedEvents {
  private readonly users: CountedIds;
  private readonly songs: CountedIds;
  private readonly known: NamedSong[] = [];
  private readonly byDay = new Map<string, CountedDay>();
  /** As records are read, and as events have them. */
  private readonly devices = new Map<string, number>();
  private size = 0;

  /** @param most about so many events */
  constructor(
    private readonly kind: EventKind,
    private readonly archiveId: number,
    form: Mapping['ids'],
    private readonly most: number,
  ) {
    this.users = new CountedIds(form);
    this.songs = new CountedIds(form);
  }

  get isFull(): boolean {
    const { users, songs } = this;
    return this.size >= this.most || users.ids.length >= MOST_TEXTS || songs.ids.length >= MOST_TEXTS;
  }

  /** Adds an event that was read from a line, of a plausible day. @param at in days since 2000-01-01 */
  add(read: MappedValues, event: PlayEvent | DownloadEvent, line: ScannedLine, at: number): void {
    let day = this.byDay.get(read.day);
    if (day === undefined) this.byDay.set(read.day, (day = new CountedDay(at)));
    const { userId, songId, device } = event;
    const { playSeconds = null, songSeconds = null, singerHash = null } = event as Partial<PlayEvent>;
    const song = songId === null ? null : this.songs.placeOf(read.song!, songId);
    if (song !== null) {
      const names = namesIn(event, line);
      const texts = { title: line.marks === 0 ? read.title : null, singer: read.singer, names, singerHash };
      const known = (this.known[song] ??= { ...texts, newestNames: UNNAMED, namedOn: -Infinity });
      nameOn(Object.assign(known, texts), at);
    }
    this.devices.set(read.device, device);
    const user = this.users.placeOf(read.user, userId);
    this.push(day, { user, song, playSeconds, songSeconds, singerHash, device, hour: hourOf(read) });
  }

  /**
   * Adds an event by what earlier lines were read as, which had the same day, user, song, texts and device.
   * @returns false: the line of the record is to be read
   */
  addAgain(read: MappedValues): boolean {
    const { user, song, title, singer, seconds, length } = read;
    const day = this.byDay.get(read.day);
    const device = this.devices.get(read.device);
    if (day === undefined || device === undefined || user.place < 0 || song === null || song.place < 0)
      return false;
    const known = this.known[song.place]!;
    if (known.title !== title || known.singer !== singer) return false;
    const isPlay = this.kind === 'play';
    const songSeconds = length === '' ? 0 : length;
    const isAbsent = seconds === '' && (read.ruledOut & SECONDS_UNREADABLE) !== 0;
    const playSeconds = isAbsent ? 0 : seconds;
    if (isPlay) {
      if (typeof songSeconds !== 'number' || typeof playSeconds !== 'number') return false;
      if (!areBelieved(playSeconds, songSeconds)) return false;
    }
    nameOn(known, day.day);
    this.push(day, {
      user: user.place,
      song: song.place,
      playSeconds: isPlay && !isAbsent ? (playSeconds as number) : null,
      songSeconds: isPlay ? (songSeconds as number) : null,
      singerHash: known.singerHash,
      device,
      hour: hourOf(read),
    });
    return true;
  }

  /** Days with events, ascending. */
  get days(): string[] {
    return [...this.byDay.keys()].sort();
  }

  /** Days of which `eventRows` has not given so many events, ascending. */
  unwrittenDays(least = 1): string[] {
    const days: string[] = [];
    for (const [day, { length, written }] of this.byDay) if (length - written >= least) days.push(day);
    return days.sort();
  }

  /** Ids with their texts, ascending, some thousand at a time. */
  ids(kind: 'user' | 'song'): Generator<OuterId[]> {
    return (kind === 'user' ? this.users : this.songs).outerInOrder(IDS_AT_ONCE);
  }

  /** Takes the events of a day out; answers how many they were. */
  remove(day: string): number {
    const events = this.countOf(day);
    this.byDay.delete(day);
    this.size -= events;
    return events;
  }

  countOf(day: string): number {
    return this.byDay.get(day)?.length ?? 0;
  }

  /** Rows of the events of a day that were not given yet, in binary COPY format. */
  eventRows(day: string): Generator<Buffer> {
    return this.byDay.get(day)!.rows(this.kind, this.archiveId, this.placed);
  }

  /**
   * The rollup by user of a day, for each day that is asked for, in binary COPY format.
   * @param sketchBit of a song, see `insertUserDaySql`
   */
  rollups(sketchBit: (songId: bigint) => number): (day: string) => Generator<Buffer> {
    const bits = Uint8Array.from(this.songs.ids, (id) => sketchBit(BigInt(id)));
    const counts = new UserDayCounts(this.users.ids, bits);
    const ranks = new Uint32Array(this.users.ids.length);
    this.users.inOrder().forEach((place, rank) => (ranks[place] = rank));
    return (day) => this.byDay.get(day)!.userDayRows(this.kind, counts, ranks);
  }

  /** Counts of songs with their names. @param archive identity of the archive that names them */
  songRows(archive: string): SongRows {
    const counts = new SongCounts(this.songs);
    for (const day of this.byDay.values()) for (const event of day.events()) counts.count(event);
    return { rows: (part) => counts.rows(part, (song) => namingOf(this.known[song]!, archive)) };
  }

  /**
   * All events as rows of `staged_event`, which go on where these end. A song is named by one of its newest
   * events.
   * @param withTexts the rows have texts of ids
   */
  *stagedRows(rows: CopyRows, withTexts: boolean): Generator<Buffer> {
    const [users, songs] = [this.users.outer, this.songs.outer];
    for (const day of this.byDay.values()) {
      for (const event of day.events()) {
        const { user, song } = event;
        const known = song === null ? undefined : this.known[song];
        const names = known?.namedOn === day.day ? known.newestNames : UNNAMED;
        if (known !== undefined && names !== UNNAMED) known.namedOn = -Infinity;
        const texts = withTexts
          ? [stagedText(users[user]!), song === null ? null : stagedText(songs[song]!)]
          : [];
        addCountedRow(rows, this.kind, event, this.placed, day.day, this.archiveId, [...names, ...texts]);
        if (rows.hasFull) yield* rows.take();
      }
    }
  }

  private get placed(): PlacedIds {
    return { users: this.users.ids, songs: this.songs.ids };
  }

  private push(day: CountedDay, event: CountedEvent): void {
    day.add(event);
    this.size++;
  }
}

/** Of the day, as rows have it. */
export function hourOf({ second }: MappedValues): number {
  return second === null ? UNKNOWN_HOUR : Math.floor(second / 3600);
}
