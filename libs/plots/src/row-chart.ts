import { drawCaption, drawHead, drawImage, drawLabels, seriesLook } from './frame.js';
import { axisNumber, ticks, wholeNumber } from './numbers.js';
import { inWords } from './plot.js';
import type { Estimate, Plot } from './plot.js';
import { SIZES } from './sizes.js';
import { drawText, escapeText, shortened, widthOf } from './text.js';

interface RowChart {
  title: string;
  xLabel: string;
  rows: (Estimate & { name: string })[];
  /** Of the whole plot, in pixels. */
  width?: number;
}

/** Names take at most so much of the width. */
const WIDEST_NAME = 0.55;

/** One bar a row, from 0 to the right or left: for names that are too long to stand below bars. */
export function rowChart({ title, xLabel, rows, width = SIZES.width }: RowChart): Plot {
  const names = rows.map(({ name }) => shortened(name, WIDEST_NAME * width));
  const left = SIZES.gap + Math.max(2 * SIZES.line, ...names.map((name) => widthOf(name))) + SIZES.gap;
  const right = width - SIZES.gap;
  const ends = rows.flatMap(({ value, low = value, high = value }) => [low, value, high]);
  const [lowest, highest] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const xOf = (value: number) => left + ((value - lowest) / (highest - lowest || 1)) * (right - left);
  const head = drawHead(title, [], width);
  const top = head.bottom + SIZES.gap;
  const bottom = top + rows.length * SIZES.row;
  const marks = ticks(lowest, highest);
  const lines = marks.map((value) => {
    const at = xOf(value).toFixed(1);
    return `<line class="${value === 0 ? 'z' : 'g'}" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/>`;
  });
  const content = [
    head.drawing,
    ...lines,
    ...rows.map((row, n) => drawRow(row, names[n]!, top + n * SIZES.row, left, xOf)),
    drawLabels(
      marks.map((value) => ({ at: xOf(value), text: axisNumber(value) })),
      bottom + SIZES.line,
      width,
    ),
    drawCaption(xLabel, { left, right }, bottom + 2 * SIZES.line + 2),
  ];
  const height = bottom + 2 * SIZES.line + SIZES.gap + 2;
  const description = `Bars of ${xLabel} in ${rows.length} rows, from ${wholeNumber(lowest)} to ${wholeNumber(highest)}.`;
  return {
    title,
    svg: drawImage(title, description, { width, height }, content.join('')),
    table: { columns: ['', xLabel], rows: rows.map((row) => [row.name, inWords(row)]) },
  };
}

function drawRow(
  { name, value, low, high }: RowChart['rows'][number],
  shown: string,
  top: number,
  left: number,
  xOf: (value: number) => number,
): string {
  const from = Math.min(xOf(0), xOf(value));
  const wide = Math.abs(xOf(value) - xOf(0));
  const middle = top + SIZES.row / 2;
  const whisker =
    low === undefined || high === undefined
      ? ''
      : `<line class="w" x1="${xOf(low).toFixed(1)}" x2="${xOf(high).toFixed(1)}" y1="${middle}" y2="${middle}"/>`;
  return (
    drawText(shown, { x: left - SIZES.gap, y: middle + 4, anchor: 'end' }) +
    `<rect class="${seriesLook(value < 0 ? 1 : 0)} f" x="${from.toFixed(1)}" y="${top + 4}" width="${wide.toFixed(1)}" height="${SIZES.row - 8}">` +
    `<title>${escapeText(name)}: ${wholeNumber(value)}</title></rect>${whisker}`
  );
}
