import { use } from 'react';
import type { ReactNode } from 'react';
import { texts } from '../texts.js';
import { Empty } from './answer.js';
import { SectionTitle } from './page.js';
import styles from './table.module.css';

export interface Column<Row> {
  name: string;
  value: (row: Row) => ReactNode;
  /** Figures stand to the right, under one another. */
  isNumber?: boolean;
  /** May go over several lines; all else stays in one. */
  isText?: boolean;
  /** Buttons: on phones at the end of the first line. */
  isAction?: boolean;
}

/**
 * Rows under named columns; where they have no room the table scrolls sideways, by keyboard too. On phones
 * the cells of a row stand below one another, each with its name.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  empty,
}: {
  /** Its name for screen readers; that of its section where it is not given. */
  caption?: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** For rows with buttons that open a dialog: it stays with its row when others come or go. */
  keyOf?: (row: Row) => string | number;
  /** In its place where there is no row. */
  empty?: ReactNode;
}) {
  const section = use(SectionTitle);
  const name = caption ?? section;
  if (rows.length === 0) return <Empty>{empty ?? texts.lists.none}</Empty>;
  return (
    <div className={styles.room} role="region" aria-label={name} tabIndex={0}>
      <table className={styles.table}>
        <caption className={styles.caption}>{name}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" data-number={column.isNumber ?? false}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={keyOf?.(row) ?? place}>
              {columns.map(({ name: of, value, isNumber = false, isText = false, isAction = false }) => (
                <td key={of} data-name={of} data-number={isNumber} data-text={isText} data-action={isAction}>
                  <div>{value(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
