import { escapeText } from './plot-frame.js';

export interface ReportSection {
  heading: string;
  paragraphs?: string[];
  table?: { columns: string[]; rows: (string | number | null)[][] };
  /** SVG images, as the charts give them. */
  figures?: string[];
}

const STYLE =
  'body{font-family:sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222}' +
  'table{border-collapse:collapse;margin:.5rem 0}td,th{padding:.2rem .7rem;border-bottom:1px solid #ddd;text-align:right}' +
  'td:first-child,th:first-child{text-align:left}.short{white-space:nowrap}.long{text-align:left;min-width:16rem}.wide{overflow-x:auto}figure{margin:.5rem 0;overflow-x:auto}svg{width:100%;height:auto}.note{color:#555}nav{font-size:.9rem}';

/** A page next to this one, by an address relative to it. */
export interface PageLink {
  text: string;
  href: string;
}

/** A page that needs nothing but itself: no script, no font, no image from elsewhere. All texts are escaped. */
export function htmlPage(
  title: string,
  notes: string[],
  sections: ReportSection[],
  links: readonly PageLink[] = [],
): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>${navigation(links)}` +
    `<h1>${escapeText(title)}</h1>${notes.map((note) => `<p class="note">${escapeText(note)}</p>`).join('')}` +
    `${sections.map(section).join('')}</body></html>`
  );
}

function navigation(links: readonly PageLink[]): string {
  if (links.length === 0) return '';
  const anchors = links.map(({ text, href }) => `<a href="${escapeText(href)}">${escapeText(text)}</a>`);
  return `<nav>${anchors.join(' · ')}</nav>`;
}

function section({ heading, paragraphs = [], table, figures = [] }: ReportSection): string {
  return (
    `<h2>${escapeText(heading)}</h2>` +
    paragraphs.map((text) => `<p>${escapeText(text)}</p>`).join('') +
    (table === undefined ? '' : tableOf(table)) +
    figures.map((figure) => `<figure>${figure}</figure>`).join('')
  );
}

/** Figures with their interval, days and names are shorter, sentences longer. */
const SHORT = 30;

function cellOf(value: string | number | null): string {
  const text = String(value ?? '');
  return `<td class="${text.length <= SHORT ? 'short' : 'long'}">${escapeText(text)}</td>`;
}

function tableOf({ columns, rows }: NonNullable<ReportSection['table']>): string {
  const head = columns.map((name) => `<th>${escapeText(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('');
  return `<div class="wide"><table><tr>${head}</tr>${body}</table></div>`;
}
