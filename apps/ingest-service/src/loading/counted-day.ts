import { CopyRows } from '#common/copy';
import type { EventKind } from '../formats/archive-name.js';
import type { Id } from '../formats/whole-number.js';
import { addEventRow, UNKNOWN_HOUR } from '../storage/copy/event-rows.js';
import type { CountedEvent, UserDayCounts } from './user-day-counts.js';

/** Ids by their places. */
export interface PlacedIds {
  readonly users: readonly Id[];
  readonly songs: readonly Id[];
}

/** Words of an event: user, song, both seconds, and the rest in bits. */
const WORDS = 5;
const [USER, SONG, PLAY_SECONDS, SONG_SECONDS, REST] = [0, 1, 2, 3, 4] as const;
const NONE = -1;
const FIRST_EVENTS = 16;
/** Of the rest: 16 bits of the singer's hash, whether there is one, the device, and the hour from -1 on. */
const HAS_SINGER = 1 << 16;
const DEVICE_AT = 17;
const HOUR_AT = 20;

/** The plays or downloads of one day of a file. */
export class CountedDay {
  length = 0;
  /** Events whose rows are made. */
  written = 0;
  private words = new Int32Array(FIRST_EVENTS * WORDS);

  /** @param day in days since 2000-01-01 */
  constructor(readonly day: number) {}

  add({ user, song, playSeconds, songSeconds, singerHash, device, hour }: CountedEvent): void {
    const at = this.length++ * WORDS;
    if (at === this.words.length) {
      const larger = new Int32Array(2 * at);
      larger.set(this.words);
      this.words = larger;
    }
    const { words } = this;
    words[at + USER] = user;
    words[at + SONG] = song ?? NONE;
    words[at + PLAY_SECONDS] = playSeconds ?? NONE;
    words[at + SONG_SECONDS] = songSeconds ?? NONE;
    words[at + REST] =
      (singerHash === null ? 0 : (singerHash & 0xffff) | HAS_SINGER) |
      (device << DEVICE_AT) |
      ((hour + 1) << HOUR_AT);
  }

  /** The events, in the order in which they were added; each is valid until the next one. */
  *events(from = 0, to = this.length): Generator<CountedEvent> {
    const event = emptyEvent();
    for (let at = from; at < to; at++) {
      this.read(at, event);
      yield event;
    }
  }

  /** Rows of `timedColumns`, in binary COPY format, of the events that have none yet. */
  *rows(kind: EventKind, archiveId: number, ids: PlacedIds): Generator<Buffer> {
    const rows = new CopyRows();
    const from = this.written;
    this.written = this.length;
    for (const event of this.events(from)) {
      addCountedRow(rows, kind, event, ids, this.day, archiveId);
      if (rows.hasFull) yield* rows.take();
    }
    yield* rows.finish();
  }

  /** Rows of `copyUserDaySql` with night plays. @param rankOf the order of the rows, by user */
  *userDayRows(kind: EventKind, users: UserDayCounts, rankOf: Uint32Array): Generator<Buffer> {
    const rows = new CopyRows();
    const event = emptyEvent();
    for (const number of this.byUser(rankOf)) {
      this.read(number, event);
      if (event.user !== users.user) {
        users.addRow(rows, kind, this.day);
        if (rows.hasFull) yield* rows.take();
      }
      users.count(event);
    }
    users.addRow(rows, kind, this.day);
    yield* rows.finish();
  }

  private read(number: number, event: CountedEvent): void {
    const { words } = this;
    const at = number * WORDS;
    const rest = words[at + REST]!;
    event.user = words[at + USER]!;
    event.song = known(words[at + SONG]!);
    event.playSeconds = known(words[at + PLAY_SECONDS]!);
    event.songSeconds = known(words[at + SONG_SECONDS]!);
    event.singerHash = (rest & HAS_SINGER) === 0 ? null : (rest << 16) >> 16;
    event.device = (rest >> DEVICE_AT) & 7;
    event.hour = (rest >> HOUR_AT) - 1;
  }

  /** Numbers of the events in the order of their users' ids: a sort by counting. */
  private byUser(rankOf: Uint32Array): Uint32Array {
    const starts = new Uint32Array(rankOf.length + 1);
    for (let at = 0; at < this.length; at++) starts[rankOf[this.words[at * WORDS]!]! + 1]!++;
    for (let rank = 0; rank < rankOf.length; rank++) starts[rank + 1]! += starts[rank]!;
    const order = new Uint32Array(this.length);
    for (let at = 0; at < this.length; at++) order[starts[rankOf[this.words[at * WORDS]!]!]!++] = at;
    return order;
  }
}

/** @param names what `staged_event` has besides */
export function addCountedRow(
  rows: CopyRows,
  kind: EventKind,
  { user, song, playSeconds, songSeconds, singerHash, device, hour }: CountedEvent,
  { users, songs }: PlacedIds,
  day: number,
  archiveId: number,
  names: readonly (string | null)[] = [],
): void {
  const stored = {
    userId: users[user]!,
    songId: song === null ? null : songs[song]!,
    playSeconds,
    songSeconds,
    songType: null,
    singerHash,
    device,
  };
  addEventRow(rows, kind, stored, day, archiveId, names, hour);
}

function emptyEvent(): CountedEvent {
  return {
    user: 0,
    song: null,
    playSeconds: null,
    songSeconds: null,
    singerHash: null,
    device: 0,
    hour: UNKNOWN_HOUR,
  };
}

function known(word: number): number | null {
  return word === NONE ? null : word;
}
