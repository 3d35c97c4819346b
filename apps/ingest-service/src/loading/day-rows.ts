import { pgDay } from '#common/calendar';
import { CopyRows } from '#common/copy';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import type { SongEvent } from '../formats/song-line.js';
import type { OuterId } from '../mapping/outer-id.js';
import { cached } from '../mapping/cached.js';
import { addEventRow } from '../storage/copy/event-rows.js';
import type { StoredOfKind } from '../storage/copy/event-rows.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import { SongNaming } from './song-naming.js';
import type { NamedSong, NamingArchive } from './song-naming.js';

/** Of a day, to begin with: a file may have thousands of days. */
const FIRST_BYTES = 2 ** 12;

/** Rows of the events of one archive by day, handed out when they are many: a COPY then writes whole runs of a day. */
export class DayRows {
  private readonly naming: SongNaming;
  private readonly kind: EventKind;
  private readonly byDay = new Map<string, CopyRows>();
  private readonly dayNumber = cached(pgDay);
  private texts: RowsOfDays['texts'] = { user: [], song: [] };
  private bytes = 0;

  /** @param mostBytes see `LoadLimits.rowBytes`. @param withoutTitles see `SongNaming` */
  constructor(
    archive: Pick<ArchiveName, 'kind'> & NamingArchive,
    private readonly archiveId: number,
    private readonly mostBytes: number,
    withoutTitles = false,
  ) {
    this.kind = archive.kind;
    this.naming = new SongNaming(archive, withoutTitles);
  }

  /** @param minute see `UNKNOWN_MINUTE`. @param key see `MappedValues` */
  add(event: StoredOfKind[EventKind], day: string, minute: number, key?: bigint | null): void {
    let rows = this.byDay.get(day);
    if (rows === undefined) this.byDay.set(day, (rows = new CopyRows(FIRST_BYTES)));
    const before = rows.size;
    addEventRow<EventKind>(rows, this.kind, event, this.dayNumber(day), this.archiveId, minute, key);
    this.bytes += rows.size - before;
  }

  /** What is known of the names of a song. @param song what `note` got */
  namedSong(song: unknown): NamedSong | undefined {
    return this.naming.of(song);
  }

  /**
   * Notes the names of the song of an event. @param song what is the same for the same song, where that is not its
   * id
   */
  note(event: SongEvent, line: ScannedLine, day: string, song?: unknown): NamedSong | null {
    return this.naming.note(event, line, this.dayNumber(day), song);
  }

  /** The same of an event that has the song's last names. */
  noteAgain(named: NamedSong, day: string): void {
    this.naming.again(named, this.dayNumber(day));
  }

  /** Notes the text of an id whose event has been added; a text that was noted before is passed over. */
  addText(of: 'user' | 'song', id: OuterId): void {
    if (id.isStored) return;
    id.isStored = true;
    this.texts[of].push({ id: id.id, text: id.text });
  }

  /** What there is, where it is much; else null. */
  takeMany(): RowsOfDays | null {
    return this.bytes >= this.mostBytes || this.naming.isFull ? this.taken(this.naming.isFull) : null;
  }

  /** What is left. */
  takeRest(): RowsOfDays {
    return this.taken(true);
  }

  private taken(withNames: boolean): RowsOfDays {
    const days = [...this.byDay].map(([day, rows]) => ({ day, events: rows.rows, rows: rows.rest() }));
    days.sort((a, b) => (a.day < b.day ? -1 : 1));
    const { texts } = this;
    this.byDay.clear();
    this.texts = { user: [], song: [] };
    this.bytes = 0;
    return { days, names: withNames ? this.naming.take() : [], texts };
  }
}
