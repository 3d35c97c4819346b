import { escapeText } from '#plots';
import type { Plot } from '#plots';
import { htmlTable } from './html-table.js';
import type { Table } from './html-table.js';
import { lookOf } from './look.js';

export interface ReportSection {
  heading: string;
  paragraphs?: string[];
  table?: Table;
  figures?: Plot[];
}

/** A page next to this one, by an address relative to it. */
export interface PageLink {
  text: string;
  href: string;
}

interface HtmlPage {
  title: string;
  /** The logs behind it are generated: the page says so. */
  synthetic: boolean;
  notes?: string[];
  sections: ReportSection[];
  links?: readonly PageLink[];
}

const SYNTHETIC =
  'Synthetic: the logs behind this page are generated. Its figures describe the generator, not people.';

/**
 * A page that needs nothing but itself: no script, no font, no image from elsewhere. All texts are escaped.
 */
export function htmlPage({ title, synthetic, notes = [], sections, links = [] }: HtmlPage): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${lookOf('tokens', 'page', 'plots')}</style></head><body>` +
    `${navigation(links)}<main><h1>${escapeText(title)}</h1>` +
    (synthetic ? `<p class="synthetic">${escapeText(SYNTHETIC)}</p>` : '') +
    notes.map((note) => `<p class="note">${escapeText(note)}</p>`).join('') +
    `${sections.map(section).join('')}</main></body></html>`
  );
}

/** A time in text and tables, to the minute. */
export function pageTime(at: Date | string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function navigation(links: readonly PageLink[]): string {
  if (links.length === 0) return '';
  const anchors = links.map(({ text, href }) => `<a href="${escapeText(href)}">${escapeText(text)}</a>`);
  return `<nav aria-label="Pages">${anchors.join('')}</nav>`;
}

function section({ heading, paragraphs = [], table, figures = [] }: ReportSection): string {
  return (
    `<section><h2>${escapeText(heading)}</h2>` +
    paragraphs.map((text) => `<p>${escapeText(text)}</p>`).join('') +
    (table === undefined ? '' : htmlTable(heading, table)) +
    figures.map(figure).join('') +
    '</section>'
  );
}

/** A plot, and what it shows as a table that opens. */
function figure({ title, svg, table }: Plot): string {
  const scrolls = `<div class="scroll" role="group" aria-label="${escapeText(title)}" tabindex="0">${svg}</div>`;
  return `<figure>${scrolls}<details><summary>Data of this plot</summary>${htmlTable(title, table)}</details></figure>`;
}
