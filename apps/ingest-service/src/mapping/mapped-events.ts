import { hash } from 'node:crypto';
import type { EventKind } from '../formats/archive-name.js';
import { kindOf, saidBy } from '../formats/feedback-line.js';
import type { EventWord, Said } from '../formats/feedback-line.js';
import type { RejectionReason } from '../formats/rejection.js';
import { repairBit } from '../formats/repair.js';
import { columnsIn } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';
import { IdReader, inField } from './outer-id.js';
import type { OuterId } from './outer-id.js';
import { clockOf, timeReader } from './times.js';
import {
  deviceReader,
  joinedReader,
  knownReader,
  predicateReader,
  secondsReader,
  textReader,
} from './values.js';
import type { Columns, MappedRecord, Reader } from './values.js';

/** The values of a record. `lineOf` makes a line of them, which the parser of its log reads. */
export interface MappedValues {
  kind: EventKind;
  /** Of feedback alone. */
  said: Said | null;
  day: string;
  /** Since midnight; null where the record has a day alone. */
  second: number | null;
  user: OuterId;
  /** Of searches none. */
  song: OuterId | null;
  title: string;
  singer: string;
  /** Of searches alone. */
  query: string;
  /** Numbers are whole; what is no whole number is a text. */
  seconds: number | string;
  length: number | string;
  /** As logs write it; blank where the record names none. */
  device: string;
  /** Of a play, where its mapping says what makes it one event; null: the record has nothing of that. */
  key: bigint | null | undefined;
  /** Bits of repair rules that would count values which the record does not have. */
  ruledOut: number;
}

/** What is wrong with a record, and the kind of its event where that is known. */
export interface RejectedRecord {
  kind: EventKind | null;
  reason: RejectionReason;
}

const UNNAMED = { song: null, title: '', singer: '' };
const RULED_OUT = repairBit('song_type_unreadable') | repairBit('query_percent_decoded');
const DEVICE_UNKNOWN = repairBit('device_unknown');
const SECONDS_UNREADABLE = repairBit('play_seconds_unreadable');

/**
 * Reads the values of records, by a mapping.
 * @param columns those of the records of one file
 * @param wanted the kind of events that are read; null: all
 */
export class MappedEvents {
  private readonly choice: Reader<{ isChosen: boolean; word: EventWord | undefined; device: string }>;
  private readonly named: Reader<{ song: OuterId | null; title: string; singer: string }>;
  private readonly query: Reader<string>;
  private readonly seconds: Reader<number | string>;
  private readonly length: Reader<number | string>;
  private readonly time: ReturnType<typeof timeReader>;
  private readonly user: Reader<OuterId | null>;
  private readonly ids: Record<'user' | 'song', IdReader>;
  private readonly ruledOut: number;
  private readonly key: ((record: MappedRecord, user: OuterId) => bigint | null) | undefined;

  constructor(
    mapping: Mapping,
    columns: Columns,
    private readonly wanted: EventKind | null = null,
  ) {
    const { user, song, title, singer, seconds, length, device, when, ids } = mapping;
    const ofKind = typeof mapping.kind === 'string' ? undefined : mapping.kind;
    this.ids = {
      user: new IdReader(user, columns, ids),
      song: new IdReader(song, columns, ids),
    };
    const known = <Value>(sources: Parameters<typeof columnsIn>[0], read: Reader<Value>): Reader<Value> =>
      knownReader(columnsIn(sources), columns, read);
    const isChosen = predicateReader(when, columns);
    const wordOf = wordReader(mapping, columns);
    const deviceOf = deviceReader(device, columns);
    this.choice = known([...when, ofKind, device], (record) => ({
      isChosen: isChosen(record),
      word: wordOf(record),
      device: deviceOf(record),
    }));
    this.user = known([user], (record) => this.ids.user.read(record));
    const [titleOf, singerOf] = [textReader(title, columns), textReader(singer, columns)];
    this.named = known([song, title, singer], (record) => ({
      song: this.ids.song.read(record),
      title: titleOf(record),
      singer: singerOf(record),
    }));
    this.query = textReader(mapping.query, columns);
    this.seconds = secondsReader(seconds, columns);
    this.length = secondsReader(length, columns);
    this.time = timeReader(mapping.time, columns);
    this.key = mapping.event === undefined ? undefined : keyReader(mapping.event, columns);
    this.ruledOut = RULED_OUT | (seconds === undefined ? SECONDS_UNREADABLE : 0);
  }

  /** Null: the record is of another kind than the one that is wanted. */
  read(record: MappedRecord): MappedValues | RejectedRecord | null {
    const { isChosen, word, device } = this.choice(record);
    if (!isChosen) return { kind: null, reason: 'record_not_selected' };
    if (word === undefined) return { kind: null, reason: 'kind_unmapped' };
    const kind = kindOf(word);
    if (this.wanted !== null && kind !== this.wanted) return null;
    const seconds = this.seconds(record);
    const at = this.time(record, seconds);
    if (at === null) return { kind, reason: 'day_unknown' };
    const isSearch = kind === 'search';
    const user = this.user(record);
    const { song, title, singer } = isSearch ? UNNAMED : this.named(record);
    if (user === null || (!isSearch && song === null)) return { kind, reason: 'id_unfit' };
    return {
      kind,
      said: saidBy(word),
      day: at.day,
      second: at.second,
      user,
      song,
      title,
      singer,
      query: isSearch ? this.query(record) : '',
      seconds,
      length: this.length(record),
      device,
      key: kind === 'play' ? this.key?.(record, user) : undefined,
      ruledOut: device === '' ? this.ruledOut | DEVICE_UNKNOWN : this.ruledOut,
    };
  }

  /** Ids of a record as it has them, whether or not they can be stored. */
  idsOf(record: MappedRecord): { user: string; song: string } {
    return { user: this.ids.user.textOf(record), song: this.ids.song.textOf(record) };
  }
}

/** A hash of the user and of what makes a play one event; null: the record has nothing of that. */
function keyReader(
  event: NonNullable<Mapping['event']>,
  columns: Columns,
): (record: MappedRecord, user: OuterId) => bigint | null {
  const read = joinedReader(event, columns);
  return (record, { id }) => {
    const joined = read(record);
    return joined === '' ? null : hash('sha256', `${id}\n${joined}`, 'buffer').readBigInt64BE();
  };
}

function wordReader({ kind }: Mapping, columns: Columns): Reader<EventWord | undefined> {
  if (typeof kind === 'string') return () => (kind === 'user' || kind === 'song' ? undefined : kind);
  const read = textReader(kind.column, columns);
  const kinds = new Map(Object.entries(kind.values));
  return (record) => kinds.get(read(record));
}

/** A line of the log of the record's kind. */
export function lineOf(values: MappedValues): string {
  const { kind, said, day, second, user, song, title, singer, query, seconds, length, device } = values;
  const head = `${user.id}\t${device}\t`;
  if (song === null)
    return `${head}${day} ${clockOf(second ?? 0)}\t${encodeURIComponent(query.toWellFormed())}`;
  const names = `${inField(title)}\t${inField(singer)}`;
  if (said !== null) {
    const at = second === null ? '' : `${day} ${clockOf(second)}`;
    return `${head}${song.id || '0'}\t${said}\t${names}\t${at}`;
  }
  const fields =
    kind === 'download'
      ? `${names}\t0`
      : `\t${names}\t${inField(String(seconds))}\t${inField(String(length)) || '0'}\t0`;
  return `${head}${song.id || '0'}\t${fields}`;
}
