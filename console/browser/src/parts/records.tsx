import { isValidElement } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import type { Measured } from '../data/models.js';
import { measure, share } from '../format/numbers.js';
import { texts } from '../texts.js';
import { Song, Songs } from './cells.js';
import { ServiceText } from './service-text.js';
import { Table } from './table.js';
import { isObject, nameInWords, ValueList, written } from './value-list.js';

/** Texts longer than this may go over several lines. */
const SHORT = 30;
/** Elements that may, too. */
const TEXTS: readonly unknown[] = [Wrapped, Song, Songs, ValueList];
/** Numbers as they are written: they stand to the right. */
const FIGURE = /^[-+−]?\d[\d.,\u00a0\u202f]*( ?%)?$|^–$/;
/** Members that are shares of 1, by a word of their name. */
const SHARES = /\b(rate|probability|share|week)\b/i;

/**
 * Any rows that a service answers as a table: a column for each member, those of objects within under both names.
 * Lists within rows are left out; cells may be elements, and those of `actions` are buttons.
 */
export function Records({
  rows,
  keys,
  ...table
}: {
  rows: readonly object[];
  /** Of rows with buttons that open a dialog. */
  keys?: readonly (string | number)[] | undefined;
} & Pick<ComponentProps<typeof Table>, 'caption' | 'empty'>) {
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
        isNumber: !some(name, (cell) => !isFigure(cell)),
        isText: some(name, isText),
        isAction: name === 'actions',
      }))}
      rows={cells}
      keyOf={(row) => keys?.[cells.indexOf(row)] ?? cells.indexOf(row)}
      {...table}
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

function isFigure(cell: unknown): boolean {
  if (typeof cell === 'string') return FIGURE.test(cell);
  return typeof cell === 'number' || isMeasured(cell) || (isValidElement(cell) && cell.type === Estimate);
}

function isText(cell: unknown): boolean {
  if (typeof cell === 'string') return cell.length > SHORT;
  return isValidElement(cell) && TEXTS.includes(cell.type);
}

/** @param as how its numbers are written */
export function Estimate({
  of: { value, low, high },
  as = measure,
}: {
  of: Measured;
  as?: (value: number) => string;
}) {
  return (
    <>
      {value === null ? '–' : as(value)}
      {typeof low === 'number' && typeof high === 'number' && (
        <div className="note">{texts.interval(as(low), as(high))}</div>
      )}
    </>
  );
}

/** A cell of elements that may go over several lines. */
export function Wrapped({ children }: { children: ReactNode }) {
  return children;
}

function shown(name: string, cell: unknown): ReactNode {
  if (!isThere(cell)) return null;
  if (isValidElement(cell)) return cell;
  if (isMeasured(cell)) return <Estimate of={cell} />;
  if (typeof cell === 'string') return <ServiceText>{cell}</ServiceText>;
  return typeof cell === 'number' && SHARES.test(nameInWords(name)) ? share(cell) : written(cell);
}
