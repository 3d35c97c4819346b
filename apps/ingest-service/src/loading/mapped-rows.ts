import { CopyRows } from '#common/copy';
import type { EventKind } from '../formats/archive-name.js';
import type { EventOfKind } from '../formats/log-formats.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import { stagedText } from '../mapping/mapped-events.js';
import type { MappedValues } from '../mapping/mapped-events.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { addEventRow } from '../storage/copy/event-rows.js';
import { CountedEvents, hourOf } from './counted-events.js';
import { SongNaming } from './song-naming.js';

const NO_ROWS = Buffer.alloc(0);

/** Events of a mapped file: counted in memory, or, of searches and where they are too many, rows of `staged_event`. */
export class MappedRows {
  /** Null: all events are in the rows. */
  counted: CountedEvents | null;
  private readonly rows = new CopyRows();
  private readonly naming = new SongNaming();

  /** @param mostCounted plays and downloads that are counted in memory; of a larger file none */
  constructor(
    private readonly mapping: Mapping,
    private readonly kind: EventKind,
    private readonly archiveId: number,
    mostCounted: number,
  ) {
    const isCounted = mostCounted > 0 && kind !== 'search';
    this.counted = isCounted ? new CountedEvents(kind, archiveId, mapping.ids, mostCounted) : null;
  }

  /** Adds an event that was read from a line. @param day in days since 2000-01-01 */
  add(read: MappedValues, event: EventOfKind[EventKind], line: ScannedLine, day: number): void {
    const { counted, mapping, rows, kind, archiveId } = this;
    if (counted !== null && 'songId' in event) {
      counted.add(read, event, line, day);
      return;
    }
    // The same object for the same song of a text id, which is found faster than its number.
    const song = mapping.ids === 'numeric' || read.song === null ? undefined : read.song;
    const names = 'songId' in event ? this.naming.of(event, line, day, song) : [];
    addEventRow(rows, kind, event, day, archiveId, withIds(mapping, names, read), hourOf(read));
  }

  /** Rows begin where the counted events are too many; until then there is an empty one at each chunk. */
  *take(): Generator<Buffer> {
    const full = this.counted;
    if (full?.isFull === true) {
      this.counted = null;
      yield* full.stagedRows(this.rows, this.mapping.ids === 'text');
    }
    if (this.counted === null) yield* this.rows.take();
    else yield NO_ROWS;
  }

  finish(): Iterable<Buffer> {
    return this.counted === null ? this.rows.finish() : [];
  }
}

/** Names of the song, and texts of ids that are stored, as `staged_event` has them. */
function withIds(
  { ids }: Mapping,
  names: readonly (string | null)[],
  { user, song }: MappedValues,
): readonly (string | null)[] {
  if (ids === 'numeric') return names;
  const text = stagedText(user);
  return song === null ? [text] : [names[0]!, names[1]!, text, stagedText(song)];
}
