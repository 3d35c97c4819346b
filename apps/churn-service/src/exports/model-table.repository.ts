import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { FeatureCatalogue } from '../features/feature-catalogue.js';
import type { ChurnDefinition } from '../labels/churn-definition.js';
import type { SnapshotWindows } from '../snapshots/windows.js';
import { modelTableSql } from './model-table.sql.js';

/** A row: `userId`, every feature under its name (null: never), `label` 1 churned, 0 not, null not known yet. */
export type ModelTableRow = { userId: string; label: number | null } & Record<string, string | number | null>;

@Injectable()
export class ModelTableRepository {
  constructor(private readonly database: Database) {}

  /** Rows of the whole population, users ascending, in batches: memory stays constant. */
  rows(
    catalogue: FeatureCatalogue,
    definition: ChurnDefinition,
    windows: SnapshotWindows,
    labelled: boolean,
  ): AsyncGenerator<ModelTableRow[]> {
    const { snapshotDate, labelsFrom, labelsTo } = windows;
    return this.database.stream<ModelTableRow>(
      modelTableSql(catalogue, definition, labelled),
      labelled ? [snapshotDate, null, labelsFrom, labelsTo] : [snapshotDate, null],
      5_000,
    );
  }
}
