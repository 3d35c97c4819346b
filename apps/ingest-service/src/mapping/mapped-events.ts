import { idProblem, internalIdOf } from '#common/outer-ids';
import type { EventKind } from '../formats/archive-name.js';
import type { RejectionReason } from '../formats/rejection.js';
import { repairBit } from '../formats/repair.js';
import type { Mapping } from './mapping-schema.js';
import { timeReader } from './times.js';
import { deviceReader, predicateReader, secondsReader, textReader } from './values.js';
import type { Columns, MappedRecord, Reader } from './values.js';

/** A record as a line of the log of its kind, which the parser of that log reads. */
export interface MappedLine {
  kind: EventKind;
  line: string;
  day: string;
  /** Ids as the record has them; of searches, no song. */
  user: string;
  song: string;
  /** The file may not have had them before. */
  isNewUser: boolean;
  isNewSong: boolean;
  /** Bits of repair rules that would count values which the record does not have. */
  ruledOut: number;
}

/** What is wrong with a record, and the kind of its event where that is known. */
export interface RejectedRecord {
  kind: EventKind | null;
  reason: RejectionReason;
}

const SEPARATORS = /[\t\r\n]+/g;
/** Some 20 MiB. */
const MOST_TEXTS = 2 ** 17;
const RULED_OUT = repairBit('song_type_unreadable') | repairBit('query_percent_decoded');
const DEVICE_UNKNOWN = repairBit('device_unknown');
const SECONDS_UNREADABLE = repairBit('play_seconds_unreadable');

/** Turns records into lines of logs, by a mapping. @param columns those of the records of one file */
export class MappedEvents {
  private readonly when: Reader<boolean>;
  private readonly kind: Reader<EventKind | undefined>;
  private readonly values: Record<
    'title' | 'singer' | 'query' | 'seconds' | 'length' | 'device',
    Reader<string>
  >;
  private readonly time: ReturnType<typeof timeReader>;
  private readonly user: IdReader;
  private readonly song: IdReader;
  private readonly ruledOut: number;

  constructor(mapping: Mapping, columns: Columns) {
    const { kind, title, singer, query, seconds, length, device, ids } = mapping;
    this.when = predicateReader(mapping.when, columns);
    if (typeof kind === 'string') this.kind = () => kind;
    else {
      const read = textReader(kind.column, columns);
      const kinds = new Map(Object.entries(kind.values));
      this.kind = (record) => kinds.get(read(record));
    }
    this.values = {
      title: textReader(title, columns),
      singer: textReader(singer, columns),
      query: textReader(query, columns),
      seconds: secondsReader(seconds, columns),
      length: secondsReader(length, columns),
      device: deviceReader(device, columns),
    };
    this.time = timeReader(mapping.time, this.values.seconds, columns);
    this.user = new IdReader(textReader(mapping.user, columns), ids);
    this.song = new IdReader(textReader(mapping.song, columns), ids);
    this.ruledOut = RULED_OUT | (seconds === undefined ? SECONDS_UNREADABLE : 0);
  }

  read(record: MappedRecord): MappedLine | RejectedRecord {
    if (!this.when(record)) return { kind: null, reason: 'record_not_selected' };
    const kind = this.kind(record);
    if (kind === undefined) return { kind: null, reason: 'kind_unmapped' };
    const at = this.time(record);
    if (at === null) return { kind, reason: 'day_unknown' };
    if (!this.user.read(record) || (kind !== 'search' && !this.song.read(record)))
      return { kind, reason: 'id_unfit' };
    const { day, time } = at;
    const { user, song, values } = this;
    const device = values.device(record);
    const fields =
      kind === 'search'
        ? [user.id, device, `${day} ${time}`, encodeURIComponent(values.query(record).toWellFormed())]
        : [user.id, device, song.id === '' ? '0' : song.id, ...this.songFields(kind, record)];
    return {
      kind,
      line: fields
        .map((field) => (/[\t\r\n]/.test(field) ? field.replace(SEPARATORS, ' ') : field))
        .join('\t'),
      day,
      user: user.text,
      song: kind === 'search' ? '' : song.text,
      isNewUser: user.isNew,
      isNewSong: kind !== 'search' && song.isNew,
      ruledOut: device === '' ? this.ruledOut | DEVICE_UNKNOWN : this.ruledOut,
    };
  }

  private songFields(kind: EventKind, record: MappedRecord): string[] {
    const { title, singer, seconds, length } = this.values;
    if (kind === 'download') return [title(record), singer(record), '0'];
    return ['', title(record), singer(record), seconds(record), length(record) || '0', '0'];
  }
}

/** Reads ids of users or of songs; those of texts are their internal ids. */
class IdReader {
  /** Of the last record: the id as lines have it, as the record has it, and whether it is not known yet. */
  id = '';
  text = '';
  isNew = false;
  private readonly known = new Map<string, string>();

  constructor(
    private readonly reader: Reader<string>,
    private readonly form: Mapping['ids'],
  ) {}

  /** Whether the record has an id that can be stored, or none. */
  read(record: MappedRecord): boolean {
    const text = this.reader(record);
    this.isNew = false;
    this.text = text;
    this.id = text;
    if (this.form === 'numeric' || text === '') return true;
    const known = this.known.get(text);
    if (known !== undefined) {
      this.id = known;
      return true;
    }
    if (idProblem(text) !== null) return false;
    if (this.known.size >= MOST_TEXTS) this.known.clear();
    this.id = internalIdOf(text);
    this.known.set(text, this.id);
    this.isNew = true;
    return true;
  }
}
