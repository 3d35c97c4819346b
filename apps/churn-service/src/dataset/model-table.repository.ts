import { Exports } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { FeatureCatalogue } from './feature-catalogue.js';
import type { ChurnDefinition } from './churn-definition.js';
import type { SnapshotWindows } from './windows.js';
import { modelTableSql } from './model-table.sql.js';

/**
 * A user: `userId`, every feature under its name (null: never), `label` 1 churned, 0 not, null not known yet; `rows`
 * times in the table.
 */
export type ModelTableRow = { userId: string; label: number | null; rows: number } & Record<
  string,
  string | number | null
>;

/** About 300 KB of text. */
const BATCH_ROWS = 1_000;

@Injectable()
export class ModelTableRepository {
  constructor(private readonly exports: Exports) {}

  /** Rows of the whole population, users ascending, written in batches: memory stays constant. */
  async export(
    catalogue: FeatureCatalogue,
    definition: ChurnDefinition,
    windows: SnapshotWindows,
    labelled: boolean,
    write: (batches: AsyncGenerator<ModelTableRow[]>) => AsyncGenerator<string>,
    gone: AbortSignal,
  ): Promise<Readable> {
    const { snapshotDate, labelsFrom, labelsTo } = windows;
    const sql = modelTableSql(catalogue, definition, labelled);
    const parameters = labelled ? [snapshotDate, labelsFrom, labelsTo] : [snapshotDate];
    return await this.exports.write<ModelTableRow>({ sql, parameters, batchRows: BATCH_ROWS }, write, gone);
  }
}
