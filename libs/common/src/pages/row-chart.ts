import { colourOf, escapeText, label, ticks } from './plot-frame.js';

export interface RowChart {
  title: string;
  xLabel: string;
  rows: {
    name: string;
    value: number;
    /** Ends of an interval, drawn as a whisker. */ low?: number;
    high?: number;
  }[];
}

const WIDTH = 640;
const ROW = 18;
const TOP = 28;
const BOTTOM = 40;
const RIGHT = 624;
const WIDEST_NAME = 260;

/** One bar a row, from 0 to the right or left, as an SVG image: for names that are too long to stand below bars. */
export function rowChart({ title, xLabel, rows }: RowChart): string {
  const left = Math.min(WIDEST_NAME, 16 + 6 * Math.max(4, ...rows.map(({ name }) => name.length)));
  const ends = rows.flatMap(({ value, low = value, high = value }) => [low, value, high]);
  const [lowest, highest] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const span = highest - lowest || 1;
  const xOf = (value: number) => left + ((value - lowest) / span) * (RIGHT - left);
  const bottom = TOP + rows.length * ROW;
  const height = bottom + BOTTOM;
  const marks = ticks(lowest, highest).map((value) => {
    const at = xOf(value).toFixed(1);
    return (
      `<line x1="${at}" x2="${at}" y1="${TOP}" y2="${bottom}" stroke="${value === 0 ? '#888' : '#ddd'}"/>` +
      `<text x="${at}" y="${bottom + 14}" text-anchor="middle">${label(value)}</text>`
    );
  });
  const bars = rows.map((row, n) => drawRow(row, TOP + n * ROW, left, xOf));
  return (
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(title)}" font-family="sans-serif" font-size="11">` +
    `<text x="0" y="14" font-size="13" font-weight="bold">${escapeText(title)}</text>` +
    marks.join('') +
    bars.join('') +
    `<text x="${(left + RIGHT) / 2}" y="${bottom + 32}" text-anchor="middle">${escapeText(xLabel)}</text></svg>`
  );
}

function drawRow(
  { name, value, low, high }: RowChart['rows'][number],
  top: number,
  left: number,
  xOf: (value: number) => number,
): string {
  const from = Math.min(xOf(0), xOf(value));
  const width = Math.abs(xOf(value) - xOf(0));
  const middle = top + ROW / 2;
  const whisker =
    low === undefined || high === undefined
      ? ''
      : `<line x1="${xOf(low).toFixed(1)}" x2="${xOf(high).toFixed(1)}" y1="${middle}" y2="${middle}" stroke="#333"/>`;
  return (
    `<text x="${left - 6}" y="${middle}" dy="0.32em" text-anchor="end">${escapeText(name)}</text>` +
    `<rect x="${from.toFixed(1)}" y="${top + 3}" width="${width.toFixed(1)}" height="${ROW - 6}" fill="${colourOf(value < 0 ? 1 : 0)}">` +
    `<title>${escapeText(name)}: ${value.toPrecision(4)}</title></rect>${whisker}`
  );
}
