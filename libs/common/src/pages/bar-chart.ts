import { colourOf, escapeText, frame, PLOT, ticks, widthAround } from './plot-frame.js';

export interface BarChart {
  title: string;
  yLabel: string;
  series: string[];
  /** One group a row; a value for each series, null where there is none. */
  groups: BarGroup[];
  /** The values of a group on top of one another, as parts of a whole, instead of side by side. */
  isStacked?: boolean;
  /** Names follow from one another, as days do: those without room are left out however few there are. */
  isSequence?: boolean;
}

interface BarGroup {
  name: string;
  values: (BarValue | null)[];
}

interface BarValue {
  value: number;
  /** Ends of an interval, drawn as a whisker. */
  low?: number;
  high?: number;
}

/** Where a bar stands: from `low` up, in the units of the y axis. */
interface Place {
  left: number;
  width: number;
  low: number;
}

/** With fewer groups each has its name below it; with more, those that have room. */
const FEW_GROUPS = 12;
const NARROWEST_GROUP = 7;
const LETTER_WIDTH = 6;

/** Groups of bars from 0 as an SVG image, which grows to the right where it has many. Values are 0 or above. */
export function barChart({
  title,
  yLabel,
  series,
  groups,
  isStacked = false,
  isSequence = false,
}: BarChart): string {
  const most = Math.max(...groups.map(({ values }) => topOf(values, isStacked)), 1e-9);
  const yOf = (value: number) => PLOT.bottom - (value / most) * (PLOT.bottom - PLOT.top);
  const area = Math.max(PLOT.right - PLOT.left, NARROWEST_GROUP * groups.length);
  const groupWidth = area / Math.max(1, groups.length);
  const width = (0.8 * groupWidth) / (isStacked ? 1 : Math.max(1, series.length));
  const isEachNamed = groups.length <= FEW_GROUPS && !isSequence;
  const namedEvery = isEachNamed ? 1 : stepOfNames(groups, groupWidth);
  const content = groups.map(({ name, values }, g) => {
    const start = PLOT.left + groupWidth * (g + 0.1);
    let low = 0;
    const bars = values.map((bar, s) => {
      if (bar === null || (isStacked && bar.value === 0)) return '';
      const place = { left: start + (isStacked ? 0 : s * width), width, low };
      if (isStacked) low += bar.value;
      return drawBar(bar, place, colourOf(s), yOf, series[s] === undefined ? name : `${name}, ${series[s]}`);
    });
    return bars.join('') + (g % namedEvery === 0 ? drawName(name, start + 0.4 * groupWidth) : '');
  });
  const y = { label: yLabel, ticks: ticks(0, most), yOf };
  return frame(title, series, y, content.join(''), widthAround(area));
}

function topOf(values: BarGroup['values'], isStacked: boolean): number {
  if (isStacked) return values.reduce((sum, bar) => sum + (bar?.value ?? 0), 0);
  return Math.max(0, ...values.map((bar) => bar?.high ?? bar?.value ?? 0));
}

function stepOfNames(groups: BarGroup[], groupWidth: number): number {
  const longest = Math.max(0, ...groups.map(({ name }) => name.length));
  return Math.ceil(((longest + 1) * LETTER_WIDTH) / groupWidth);
}

function drawName(name: string, middle: number): string {
  return `<text x="${middle.toFixed(1)}" y="${PLOT.bottom + 16}" text-anchor="middle">${escapeText(name)}</text>`;
}

function drawBar(
  { value, low: least, high: most }: BarValue,
  { left, width, low }: Place,
  colour: string,
  yOf: (value: number) => number,
  name: string,
): string {
  const top = yOf(low + value);
  const middle = (left + 0.45 * width).toFixed(1);
  const whisker =
    least === undefined || most === undefined
      ? ''
      : `<line x1="${middle}" x2="${middle}" y1="${yOf(least).toFixed(1)}" y2="${yOf(most).toFixed(1)}" stroke="#333"/>`;
  const height = Math.max(0, yOf(low) - top);
  return (
    `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(0.9 * width).toFixed(1)}" height="${height.toFixed(1)}" fill="${colour}">` +
    `<title>${escapeText(name)}: ${numberOf(value)}</title></rect>${whisker}`
  );
}

/** Counts to the last one, other figures to four digits. */
function numberOf(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(4);
}
