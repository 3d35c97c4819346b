import { idProblem, internalIdOf } from '#common/outer-ids';
import { readId } from '../formats/whole-number.js';
import type { Id } from '../formats/whole-number.js';
import type { Mapping } from './mapping-schema.js';
import { textReader } from './values.js';
import type { Columns, MappedRecord, Reader } from './values.js';

const SEPARATOR = /[\t\r\n]/;
const SEPARATORS = /[\t\r\n]+/g;
/** Ids of users, or of songs, that are known at a time: some 20 MiB. */
const MOST_TEXTS = 2 ** 17;

/** The id of a user or of a song. */
export interface OuterId {
  /** As lines have it, and as the record has it. */
  readonly id: string;
  readonly text: string;
  /** The text need not be stored: an event before has it, or the id is a number. */
  isStored: boolean;
  /** As events have it; null: none before has it. */
  known: Id | null;
}

/** Reads ids of users or of songs; those of texts are their internal ids. */
export class IdReader {
  private readonly known = new Map<string, OuterId>();
  private readonly reader: Reader<string>;

  constructor(
    source: Parameters<typeof textReader>[0],
    columns: Columns,
    private readonly form: Mapping['ids'],
  ) {
    this.reader = textReader(source, withoutBooleans(columns));
  }

  /** The id of the record, which may be blank; null: it cannot be stored. */
  read(record: MappedRecord): OuterId | null {
    const text = this.reader(record);
    let found = this.known.get(text);
    if (found !== undefined) return found;
    if (this.form === 'numeric' || text === '')
      found = { id: inField(text), text, isStored: true, known: null };
    else if (idProblem(text) === null) found = { id: internalIdOf(text), text, isStored: false, known: null };
    else return null;
    if (this.known.size >= MOST_TEXTS) this.known.clear();
    this.known.set(text, found);
    return found;
  }

  textOf(record: MappedRecord): string {
    return this.reader(record);
  }
}

/** The internal id of an id as records have it; null where it is none that can be stored. */
export function storableId(text: string, form: Mapping['ids']): string | null {
  if (form === 'text') return idProblem(text) === null ? internalIdOf(text) : null;
  const bytes = Buffer.from(text);
  return readId(bytes, 0, bytes.length)?.toString() ?? null;
}

/** A field has no tab and no line end. */
export function inField(text: string): string {
  return SEPARATOR.test(text) ? text.replace(SEPARATORS, ' ') : text;
}

/** The same columns, in which true and false are no values: they name nobody. */
function withoutBooleans(columns: Columns): Columns {
  const of = (name: string): Reader => {
    const read = columns(name);
    return (record) => {
      const value = read(record);
      return typeof value === 'boolean' ? undefined : value;
    };
  };
  return Object.assign(of, columns);
}
