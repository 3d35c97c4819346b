import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import type { LineFormat } from '../formats/line-reader.js';
import { LineTally } from '../formats/line-tally.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import { isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { areBelieved } from '../formats/play-seconds.js';
import type { PlayEvent } from '../formats/play-line.js';
import type { RejectionReason } from '../formats/rejection.js';
import { repairBit } from '../formats/repair.js';
import { MARK_BAD_BYTES, ScannedLine } from '../formats/scanned-line.js';
import type { LogRow } from '../mapping/log-rows.js';
import { lineOf } from '../mapping/mapped-events.js';
import type { MappedValues } from '../mapping/mapped-events.js';
import { UNKNOWN_MINUTE } from '../storage/copy/event-rows.js';
import { DayRows } from './day-rows.js';

export type OnEvent = (read: MappedValues, event: EventOfKind[EventKind]) => void;

/** Texts of a record take at most so many bytes, or its line grows. */
const LINE_BYTES = 64 * 1024;
/** As lines write a device that is stored as unknown. */
const OTHER_DEVICE = 'xx';
const DEVICE_UNKNOWN = repairBit('device_unknown');
const SECONDS_UNREADABLE = repairBit('play_seconds_unreadable');

/** The archive of one kind of events of a mapped file. */
export class MappedKind {
  readonly kind: EventKind;
  readonly tally = new LineTally();
  readonly rows: DayRows;
  private readonly format: LineFormat<EventOfKind[EventKind]>;
  private readonly line = new LineScanner();
  /** Days that events had, and devices as records and as events have them. */
  private readonly days = new Set<string>();
  private readonly devices = new Map<string, number>();

  /**
   * @param erased users whose records are rejected; null: none
   * @param onEvent gets each event
   * @param withoutTitles see `SongNaming`
   */
  constructor(
    archive: Pick<ArchiveName, 'kind' | 'identity'>,
    archiveId: number,
    erased: ErasedUsers | null,
    private readonly believed: PlausibleDays,
    rowBytes: number,
    private readonly onEvent: OnEvent | undefined,
    withoutTitles: boolean,
  ) {
    this.kind = archive.kind;
    this.rows = new DayRows(archive, archiveId, rowBytes, withoutTitles);
    this.format = withoutErased<EventOfKind[EventKind]>(FORMATS[archive.kind], erased);
  }

  /** Adds what was read of a record as an event; answers why it is none, or null. */
  add(read: MappedValues | LogRow, badBytes: boolean): RejectionReason | null {
    if ('line' in read) return this.addRow(read, badBytes);
    if (!badBytes && read.said === null && this.onEvent === undefined && this.addAgain(read)) return null;
    const line = this.scanned(lineOf(read), badBytes);
    const event = this.parsed(line, read.day);
    if (typeof event === 'string') return event;
    const { rows } = this;
    rows.add(event, read.day, minuteOf(read), read.key);
    read.user.known = event.userId;
    rows.addText('user', read.user);
    if ('songId' in event && read.song !== null) {
      const named = rows.note(event, line, read.day, read.song);
      if (named !== null && line.marks === 0) {
        const { singerHash = null } = event as Partial<PlayEvent>;
        named.record = { title: read.title, singer: read.singer, singerHash };
      } else if (named !== null) named.record = null;
      rows.addText('song', read.song);
    }
    this.days.add(read.day);
    this.devices.set(read.device, event.device);
    this.tally.addEvent(event.repairs & ~read.ruledOut);
    this.onEvent?.(read, event);
    return null;
  }

  private addRow({ line: text, day, ruledOut }: LogRow, badBytes: boolean): RejectionReason | null {
    const line = this.scanned(text, badBytes);
    const event = this.parsed(line, day);
    if (typeof event === 'string') return event;
    this.rows.add(event, day, UNKNOWN_MINUTE);
    if ('songId' in event) this.rows.note(event, line, day);
    this.tally.addEvent(event.repairs & ~ruledOut);
    return null;
  }

  private scanned(text: string, badBytes: boolean): ScannedLine {
    const line = this.line.scan(text);
    if (badBytes) line.marks |= MARK_BAD_BYTES;
    return line;
  }

  private parsed(line: ScannedLine, day: string): EventOfKind[EventKind] | RejectionReason {
    return isPlausibleDay(day, this.believed) ? this.format.parse(line) : 'day_implausible';
  }

  /**
   * Adds an event by what lines before were read as, which had the same day, user, song, texts and device.
   * @returns false: the line of the record is to be read
   */
  private addAgain(read: MappedValues): boolean {
    const { rows, kind } = this;
    const { day, user, song, title, singer, seconds, length } = read;
    const named = rows.namedSong(song);
    const record = named?.record;
    const device = this.devices.get(read.device);
    if (named === undefined || record?.title !== title || record.singer !== singer) return false;
    if (device === undefined || user.known === null || !this.days.has(day)) return false;
    const songSeconds = length === '' ? 0 : length;
    const isAbsent = seconds === '' && (read.ruledOut & SECONDS_UNREADABLE) !== 0;
    const playSeconds = isAbsent ? 0 : seconds;
    if (kind === 'play') {
      if (typeof songSeconds !== 'number' || typeof playSeconds !== 'number') return false;
      if (!areBelieved(playSeconds, songSeconds)) return false;
    }
    const event = {
      userId: user.known,
      songId: named.songId,
      playSeconds: isAbsent ? null : (playSeconds as number),
      songSeconds: songSeconds as number,
      songType: null,
      singerHash: record.singerHash,
      device,
    };
    rows.add(event, day, minuteOf(read), read.key);
    rows.noteAgain(named, day);
    this.tally.addEvent(read.device === OTHER_DEVICE ? DEVICE_UNKNOWN : 0);
    return true;
  }
}

/** Of the day, as rows have it. */
function minuteOf({ second }: MappedValues): number {
  return second === null ? UNKNOWN_MINUTE : Math.floor(second / 60);
}

/** Scans lines through one buffer; a line is valid until the next one. */
class LineScanner {
  private readonly line = new ScannedLine();
  private bytes = Buffer.allocUnsafe(LINE_BYTES);

  scan(text: string): ScannedLine {
    // A character takes up to 3 bytes.
    if (3 * text.length > this.bytes.length) this.bytes = Buffer.allocUnsafe(3 * text.length);
    this.line.scan(this.bytes, 0, this.bytes.write(text), true);
    return this.line;
  }
}
