import { wholeNumber } from './numbers.js';

/** A drawing with what it shows as a table: for those who do not see it, and for those who want the figures. */
export interface Plot {
  readonly title: string;
  /** An SVG image. Its colours are custom properties of the page, see `look/plots.css`. */
  readonly svg: string;
  readonly table: PlotTable;
}

export interface PlotTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A value, with the ends of an interval where there is one. */
export interface Estimate {
  value: number;
  low?: number;
  high?: number;
}

/** As a cell of a table. */
export function inWords({ value, low, high }: Estimate): string {
  return low === undefined || high === undefined
    ? wholeNumber(value)
    : `${wholeNumber(value)} (${wholeNumber(low)} to ${wholeNumber(high)})`;
}

/** How days are written: as the reader's language does, where that is known. */
export interface DayNames {
  /** @param iso such as 2017-03-30 */
  day(iso: string): string;
  month(iso: string): string;
}

export const ISO_DAYS: DayNames = { day: (iso) => iso, month: (iso) => iso.slice(0, 7) };
