import { propertyValueOf } from '#common/conditions/song-properties';
import type { SongProperties } from '#common/conditions/song-properties';
import type { PropertyType, PropertyValue } from '#common/conditions';
import type { RejectionReason } from '../formats/rejection.js';
import type { Mapping } from './mapping-schema.js';
import { IdReader, storableId } from './outer-id.js';
import { factReader } from './mapped-facts.js';
import { predicateReader, secondsReader } from './values.js';
import type { Columns, MappedRecord, Reader } from './values.js';

/** What a record says of a song; null: it says that a property has no value. */
export interface MappedSong {
  readonly songId: string;
  /** Of the id, where ids are texts. */
  readonly text: string;
  readonly values: Readonly<Record<string, PropertyValue>>;
}

/** Without those that have none. */
export function knownValues(values: MappedSong['values']): SongProperties {
  const known = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(known) as SongProperties;
}

/** Reads the properties of records, by a mapping of `kind: song`. */
export class SongRecords {
  private readonly isChosen: Reader<boolean>;
  private readonly song: IdReader;
  private readonly values: readonly (readonly [name: string, read: Reader<PropertyValue | undefined>])[];

  /** @param types by the names of properties; of any other a value is said to be a text */
  constructor(
    private readonly mapping: Mapping,
    columns: Columns,
    types: ReadonlyMap<string, PropertyType>,
  ) {
    this.isChosen = predicateReader(mapping.when, columns);
    this.song = new IdReader(mapping.song, columns, mapping.ids);
    this.values = Object.entries(mapping.properties!).map(([name, source]) => [
      name,
      propertyReader(source, columns, types.get(name) ?? 'text'),
    ]);
  }

  read(record: MappedRecord): MappedSong | RejectionReason {
    if (!this.isChosen(record)) return 'record_not_selected';
    const text = this.song.textOf(record);
    const { ids } = this.mapping;
    const songId = text === '' ? null : storableId(text, ids);
    if (songId === null || songId === '0') return ids === 'text' ? 'id_unfit' : 'song_id_malformed';
    const values: Record<string, PropertyValue> = {};
    for (const [name, read] of this.values) {
      const value = read(record);
      if (value === undefined) return 'property_unfit';
      values[name] = value;
    }
    return { songId, text, values };
  }
}

type Source = NonNullable<Mapping['properties']>[string];

/** A value that is a list stays one; a text that is one is divided. */
function propertyReader(
  source: Source,
  columns: Columns,
  type: PropertyType,
): Reader<PropertyValue | undefined> {
  if (typeof source === 'string') return propertyReader({ column: source, between: ';' }, columns, type);
  if ('between' in source) {
    const read = columns(source.column);
    return (record) => propertyValueOf(type, read(record), source.between);
  }
  const read = 'unit' in source ? secondsReader(source, columns) : factReader(source, columns);
  return (record) => propertyValueOf(type, read(record));
}
