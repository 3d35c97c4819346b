import type { ReactNode } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  name: string;
  value: (row: Row) => ReactNode;
  /** Figures stand to the right, under one another. */
  isNumber?: boolean;
  /** May go over several lines; all else stays in one. */
  isText?: boolean;
}

/** Rows under named columns; where they have no room the table scrolls sideways, by keyboard too. On phones the cells of a row stand below one another, each with its name. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  /** What the table holds; heard, and seen when there is no heading that says it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
}) {
  return (
    <div className={styles.room} role="region" aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
        <caption className={styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber = false }) =>
              name === '' ? (
                <td key={name} />
              ) : (
                <th key={name} scope="col" data-number={isNumber}>
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, value, isNumber = false, isText = false }) => (
                <td key={name} data-name={name} data-number={isNumber} data-text={isText}>
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
