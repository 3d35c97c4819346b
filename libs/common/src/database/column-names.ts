import { DefaultNamingStrategy } from 'typeorm';
import type { Table } from 'typeorm';

/**
 * Names as PostgreSQL and the migrations have them: columns in snake_case, primary keys as `table_pkey`.
 * Other constraints are named in their entity.
 */
export class ColumnNames extends DefaultNamingStrategy {
  override columnName(property: string, name: string | undefined): string {
    return name ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }

  override primaryKeyName(table: Table | string): string {
    return `${this.getTableName(table)}_pkey`;
  }
}
