import { barChart, lineChart } from '#plots';
import type { Plot } from '#plots';
import { day, dayNames, dayNumber } from '../format/times.js';

type Place = number | null | undefined;
/** A figure of a row, with the ends of its interval where it has one. */
type Figure = Place | { value: Place; low?: Place; high?: Place };
/** Lines by their names. */
type Lines<Row> = Record<string, (row: Row) => Figure>;

/**
 * Plots of lines over rows; places without a value are left out.
 * @param at where a row is on the x axis: a number, or a day such as 2017-03-30
 * @param yRange what the y axis holds at least
 */
export function linesOver<Row>(
  rows: readonly Row[],
  xLabel: string,
  at: (row: Row) => number | string | null,
  yRange?: readonly [low: number, high: number],
) {
  const xIsDay = rows.some((row) => typeof at(row) === 'string');
  const pointOf = (row: Row, figure: Figure) => {
    const place = at(row);
    const { value, low, high } = typeof figure === 'object' && figure !== null ? figure : { value: figure };
    if (place === null || typeof value !== 'number') return [];
    const ends = typeof low === 'number' && typeof high === 'number' ? { low, high } : {};
    return [{ x: typeof place === 'string' ? dayNumber(place) : place, y: value, ...ends }];
  };
  return (title: string, yLabel: string, lines: Lines<Row>) =>
    (width: number): Plot => {
      const series = Object.entries(lines).map(([name, of]) => ({
        name,
        points: rows.flatMap((row) => pointOf(row, of(row))).sort((a, b) => a.x - b.x),
      }));
      return lineChart({ title, xLabel, yLabel, xIsDay, dayNames, width, series, ...(yRange && { yRange }) });
    };
}

/**
 * A plot of a stacked bar for each row, a day such as 2017-03-30 or a period that begins on it.
 * @param parts of a bar by their names; null where a row has none
 */
export function barsOver<Row>(rows: readonly Row[], dayOf: (row: Row) => string) {
  return (title: string, yLabel: string, parts: Record<string, (row: Row) => number | null>) =>
    (width: number): Plot => {
      const groups = rows.map((row) => ({
        name: day(dayOf(row)),
        values: Object.values(parts).map((of) => of(row)),
      }));
      const series = Object.keys(parts);
      return barChart({ title, yLabel, series, groups, isStacked: true, width });
    };
}
