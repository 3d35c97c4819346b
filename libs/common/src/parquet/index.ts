export { ParquetTable } from './parquet-table.js';
export type { Cell, ParquetColumn } from './parquet-table.js';
