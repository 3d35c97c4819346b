import type { ArchiveName } from './archive-name.js';
import { csvRows } from './csv/csv-rows.js';
import type { RowFormat } from './row-format.js';

/** How files of rows are read, by what their names say. */
export const ROW_FORMATS: Record<Exclude<ArchiveName['format'], 'log'>, RowFormat> = { csv: csvRows };
