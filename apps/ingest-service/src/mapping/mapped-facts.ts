import type { PropertyValue } from '#common/conditions';
import { factValueOf } from '#common/facts';
import type { FactType } from '#common/facts';
import type { RejectionReason } from '../formats/rejection.js';
import type { Mapping } from './mapping-schema.js';
import { IdReader, storableId } from './outer-id.js';
import { timeReader } from './times.js';
import { predicateReader, textReader } from './values.js';
import type { Columns, MappedRecord, Reader } from './values.js';

/** What a record tells of a user from a day on; values in the order of the mapping. */
export interface MappedFacts {
  readonly day: string;
  readonly userId: string;
  /** Of the id, where ids are texts. */
  readonly text: string;
  readonly values: readonly PropertyValue[];
}

/** Reads the values of records, by a mapping of `kind: user`. */
export class FactRecords {
  private readonly isChosen: Reader<boolean>;
  private readonly time: ReturnType<typeof timeReader>;
  private readonly user: IdReader;
  private readonly values: readonly Reader<string>[];

  /** @param types of the facts, in the order of the mapping; null: of any value it is said that it is a text */
  constructor(
    private readonly mapping: Mapping,
    columns: Columns,
    private readonly types: readonly FactType[] | null,
  ) {
    this.isChosen = predicateReader(mapping.when, columns);
    this.time = timeReader(mapping.time, columns);
    this.user = new IdReader(mapping.user, columns, mapping.ids);
    this.values = Object.values(mapping.facts!).map((source) => factReader(source, columns));
  }

  read(record: MappedRecord): MappedFacts | RejectionReason {
    if (!this.isChosen(record)) return 'record_not_selected';
    const at = this.time(record, '');
    if (at === null) return 'day_unknown';
    const text = this.user.textOf(record);
    if (text === '') return 'user_id_missing';
    const { ids } = this.mapping;
    const userId = storableId(text, ids);
    if (userId === null) return ids === 'text' ? 'id_unfit' : 'user_id_malformed';
    const values = this.values.map((read, at) => factValueOf(this.types?.[at] ?? 'text', read(record)));
    if (values.some((value) => value === undefined)) return 'fact_unfit';
    return { day: at.day, userId, text, values: values as PropertyValue[] };
  }
}

/** Of a time, its day; the text of the value where it is none. */
export function factReader(source: NonNullable<Mapping['facts']>[string], columns: Columns): Reader<string> {
  if (typeof source === 'string' || !('format' in source)) return textReader(source, columns);
  const { column, first } = source;
  const [time, text] = [timeReader(source, columns), textReader(column ?? { first }, columns)];
  return (record) => time(record, '')?.day ?? text(record);
}
