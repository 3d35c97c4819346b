import { texts } from '../texts.js';
import { share } from './numbers.js';
import { day, time } from './times.js';

export interface LinkToPage {
  to: string;
  text: string;
}

/** A day or a time by itself: none inside a path, a file name or an id. */
const DATE = /(?<![\w/.-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(T[\d:.]+Z)?(?![\w/-])/g;
const PERCENTAGE = /(\d+(?:\.(\d+))?) %/g;
const ROUTE = /((?:GET|POST) \/[\w/-]*\w)/;

/** A text of a service with its days, times and percentages as the reader's language writes them. */
export function localized(text: string): string {
  return text
    .replace(DATE, (iso, clock?: string) => (clock === undefined ? day(iso) : time(iso)))
    .replace(PERCENTAGE, (_, value: string, decimals: string = '') =>
      share(Number(value) / 100, decimals.length),
    );
}

/** A text in parts: routes that a page shows are links to it, all else stays as it is. */
export function withPages(text: string): (string | LinkToPage)[] {
  return text.split(ROUTE).map((part) => texts.routes[part] ?? part);
}
