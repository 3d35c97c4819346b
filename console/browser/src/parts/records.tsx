import { isValidElement } from 'react';
import type { ReactNode } from 'react';
import { share } from '../format/numbers.js';
import { Estimate } from './estimate.js';
import type { Measured } from './estimate.js';
import { ServiceText } from './service-text.js';
import { Table } from './table.js';
import { isObject, nameInWords, written } from './value-list.js';

/** Texts longer than this may go over several lines. */
const SHORT = 30;
/** Members that are shares of 1, by a word of their name. */
const SHARES = /\b(rate|probability|share|week)\b/i;

/**
 * Any rows that a service answers as a table: a column for each member, those of objects within under both names.
 * Lists within rows are left out; cells may be elements.
 */
export function Records({
  rows,
  empty,
  keys,
}: {
  rows: readonly object[];
  empty?: ReactNode;
  /** Of rows with buttons that open a dialog. */
  keys?: readonly string[];
}) {
  const cells = rows.map((row) => new Map(cellsOf(row)));
  const some = (name: string, test: (cell: unknown) => boolean) =>
    cells.some((row) => isThere(row.get(name)) && test(row.get(name)));
  const names = [...new Set(cells.flatMap((row) => [...row.keys()]))].filter((name) =>
    some(name, () => true),
  );
  return (
    <Table
      columns={names.map((name) => ({
        name: nameInWords(name),
        value: (row: Map<string, unknown>) => shown(name, row.get(name)),
        isNumber: !some(name, (cell) => typeof cell !== 'number' && !isMeasured(cell)),
        isText: some(name, (cell) => typeof cell === 'string' && cell.length > SHORT),
      }))}
      rows={cells}
      keyOf={(row) => keys?.[cells.indexOf(row)] ?? cells.indexOf(row)}
      empty={empty}
    />
  );
}

function cellsOf(row: object, above = ''): [name: string, cell: unknown][] {
  return Object.entries(row).flatMap(([name, cell]: [string, unknown]): [string, unknown][] => {
    if (Array.isArray(cell)) return [];
    const isWithin = isObject(cell) && !isMeasured(cell) && !isValidElement(cell);
    return isWithin ? cellsOf(cell, `${above}${name} `) : [[above + name, cell]];
  });
}

function isThere(cell: unknown): boolean {
  return cell !== undefined && cell !== null;
}

function isMeasured(cell: unknown): cell is Measured {
  return isObject(cell) && 'value' in cell && 'low' in cell;
}

function shown(name: string, cell: unknown): ReactNode {
  if (!isThere(cell)) return null;
  if (isValidElement(cell)) return cell;
  if (isMeasured(cell)) return <Estimate of={cell} />;
  if (typeof cell === 'string') return <ServiceText>{cell}</ServiceText>;
  return typeof cell === 'number' && SHARES.test(nameInWords(name)) ? share(cell) : written(cell);
}
