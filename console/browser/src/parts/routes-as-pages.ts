import { texts } from '../texts.js';

export interface LinkToPage {
  to: string;
  text: string;
}

const ROUTE = /((?:GET|POST) \/[\w/-]*\w)/;

/** A text in parts: routes that a page shows are links to it, all else stays as it is. */
export function withPages(text: string): (string | LinkToPage)[] {
  return text.split(ROUTE).map((part) => texts.routes[part] ?? part);
}
