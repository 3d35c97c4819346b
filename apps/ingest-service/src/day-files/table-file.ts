import { ParquetTable } from '#common/parquet';
import type { ParquetColumn } from '#common/parquet';
import { renameSync } from 'node:fs';

const GROUP_ROWS = 50_000;

/** A table that is seen when it is whole. */
export class TableFile extends ParquetTable {
  /** @param draft where it lies until then */
  constructor(
    private readonly draft: string,
    columns: readonly ParquetColumn[],
  ) {
    super(draft, columns, GROUP_ROWS);
  }

  /** Takes the place of the table that was there before. @param path on the same disk */
  publish(path: string): void {
    this.finish();
    renameSync(this.draft, path);
  }
}
