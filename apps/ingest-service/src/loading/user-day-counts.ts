import type { CopyRows } from '#common/copy';
import type { EventKind } from '../formats/archive-name.js';
import type { Id } from '../formats/whole-number.js';

/** A play or download: users and songs by their places, and what is not known as null. */
export interface CountedEvent {
  user: number;
  song: number | null;
  playSeconds: number | null;
  songSeconds: number | null;
  singerHash: number | null;
  device: number;
  hour: number;
}

const MOST_SECONDS = 2 ** 31 - 1;
const SKETCH_BYTES = 32;
/** Night: what is played before this hour. */
const NIGHT_ENDS = 6;
const FIELDS = 14;

/**
 * The rollup of one user on one day after the other, by the rules of `insertUserDaySql` in whole numbers. Begins
 * anew with each row that it adds.
 */
export class UserDayCounts {
  /** Place of the user of the events so far; -1: there is none. */
  user = -1;
  private events = 0;
  private playSeconds = 0;
  private fullPlays = 0;
  private millionths = 0;
  private completions = 0;
  private songs = 0;
  private singers = 0;
  private nightPlays = 0;
  private isTimed = true;
  /** By code. */
  private readonly devices = new Float64Array(5);
  private readonly songSketch = Buffer.alloc(SKETCH_BYTES);
  private readonly singerSketch = Buffer.alloc(SKETCH_BYTES);
  /** By song: the number of the last row that counts it. */
  private readonly lastRow: Uint32Array;
  private row = 1;

  /**
   * @param users ids by place
   * @param songBits bit of each song in sketches, by place
   */
  constructor(
    private readonly users: readonly Id[],
    private readonly songBits: Uint8Array,
  ) {
    this.lastRow = new Uint32Array(songBits.length);
  }

  count({ user, song, playSeconds, songSeconds, singerHash, device, hour }: CountedEvent): void {
    this.user = user;
    this.events++;
    this.devices[device]!++;
    if (hour < 0) this.isTimed = false;
    else if (hour < NIGHT_ENDS) this.nightPlays++;
    if (playSeconds !== null) this.addSeconds(playSeconds, songSeconds ?? 0);
    if (song !== null && this.lastRow[song] !== this.row) {
      this.lastRow[song] = this.row;
      this.songs++;
      setBit(this.songSketch, this.songBits[song]!);
    }
    if (singerHash === null) return;
    this.singers++;
    setBit(this.singerSketch, singerHash & 255);
  }

  /** Adds the row of the user, if there is one, with the columns of `copyUserDaySql`. */
  addRow(rows: CopyRows, kind: EventKind, day: number): void {
    if (this.user < 0) return;
    const isPlay = kind === 'play';
    rows.begin(FIELDS, 2 * SKETCH_BYTES);
    rows.int64(this.users[this.user]!);
    rows.int32(day);
    rows.int16(this.device());
    rows.int32(isPlay ? this.events : 0);
    rows.int32(kind === 'download' ? this.events : 0);
    rows.int32(0);
    rows.int32(Math.min(this.playSeconds, MOST_SECONDS));
    rows.int32(this.fullPlays);
    rows.float32(this.millionths / 1e6);
    rows.int32(this.completions);
    rows.int32(isPlay ? this.songs : 0);
    rows.bits(isPlay && this.songs > 0 ? this.songSketch : null);
    rows.bits(this.singers > 0 ? this.singerSketch : null);
    rows.int32(isPlay && this.isTimed ? this.nightPlays : null);
    this.begin();
  }

  private addSeconds(playSeconds: number, songSeconds: number): void {
    this.playSeconds += playSeconds;
    if (songSeconds <= 0) return;
    if (playSeconds * 5 >= songSeconds * 4) this.fullPlays++;
    this.completions++;
    this.millionths += Math.floor((Math.min(playSeconds, songSeconds) * 1_000_000) / songSeconds);
  }

  /** The device of most events, the lower code at a tie; 0 where no event names one. */
  private device(): number {
    let most = 0;
    for (let code = 1; code < this.devices.length; code++)
      if (this.devices[code]! > (most === 0 ? 0 : this.devices[most]!)) most = code;
    return most;
  }

  private begin(): void {
    this.user = -1;
    this.events = this.playSeconds = this.fullPlays = this.millionths = this.completions = 0;
    this.songs = this.singers = this.nightPlays = 0;
    this.isTimed = true;
    this.devices.fill(0);
    this.songSketch.fill(0);
    this.singerSketch.fill(0);
    this.row++;
  }
}

/** Bit strings have their first bit highest in the first byte. */
function setBit(sketch: Buffer, bit: number): void {
  sketch[bit >> 3]! |= 0x80 >> (bit & 7);
}
