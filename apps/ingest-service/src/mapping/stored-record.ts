import { RawFields } from '../formats/raw-fields.js';
import { withoutAddresses } from '../formats/without-addresses.js';
import { MappedEvents } from './mapped-events.js';
import { storableId } from './outer-id.js';
import type { Mapping } from './mapping-schema.js';
import { columnsOfObjects } from './values.js';
import type { MappedRecord } from './values.js';

/** Makes the texts of rejected records, as JSON objects that `columnsOfObjects` can read again. */
export class StoredRecords {
  private readonly events: MappedEvents;
  private readonly left: readonly string[];

  constructor(private readonly mapping: Mapping) {
    const { drop, each } = mapping;
    this.events = new MappedEvents(mapping, columnsOfObjects);
    // A record of a list is stored without the others.
    this.left = each === undefined ? drop : [...drop, each];
  }

  /**
   * Null where the ids have an address in them: without it they would be those of another user or song.
   * @param header names of the columns, where the record is a list of fields
   */
  of(
    record: MappedRecord,
    header: readonly string[] | undefined,
  ): { userId: string | null; line: string } | null {
    // With the columns of the path, which are read again without it.
    const whole = { ...wholeOf(record, header), ...this.mapping.ofPath };
    const line = JSON.stringify(this.left.reduce(without, whole), (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const { user, song } = this.events.idsOf(whole);
    const masked = withoutAddresses(line);
    const stored = masked === line ? null : this.events.idsOf(JSON.parse(masked) as MappedRecord);
    if (stored !== null && (stored.user !== user || stored.song !== song)) return null;
    return { userId: storableId(user, this.mapping.ids), line: masked };
  }
}

function wholeOf(record: MappedRecord, header: readonly string[] | undefined): MappedRecord {
  if (record instanceof RawFields) return record.toObject(header ?? []);
  if (header === undefined) return record;
  return Object.fromEntries(header.map((name, at) => [name, (record as unknown[])[at]]));
}

/** The record without a column: a name, or names from the outermost object on with dots between them. */
function without(record: MappedRecord, column: string): MappedRecord {
  const { [column]: found, ...rest } = record as Record<string, unknown>;
  if (found !== undefined) return rest;
  const dot = column.indexOf('.');
  const outer = column.slice(0, Math.max(0, dot));
  const inner = (record as Record<string, unknown>)[outer];
  if (typeof inner !== 'object' || inner === null) return record;
  return { ...record, [outer]: without(inner, column.slice(dot + 1)) };
}
