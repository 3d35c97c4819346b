import { drawHead, drawImage, drawLabels, drawYAxis, leftOf, seriesLook } from './frame.js';
import { ticks, wholeNumber } from './numbers.js';
import type { Plot } from './plot.js';
import { SIZES } from './sizes.js';
import { drawText, escapeText, wrapped } from './text.js';

export interface BarChart {
  title: string;
  yLabel: string;
  series: string[];
  /** One group a row; a value for each series, null where there is none. */
  groups: BarGroup[];
  /**
   * The values of a group are parts of a whole, one on top of the other instead of side by side, and the names
   * follow from one another, as days do: those without room are left out however few there are.
   */
  isStacked?: boolean;
  /** Of the whole plot, in pixels; many groups make it wider. */
  width?: number;
}

interface BarGroup {
  name: string;
  values: (number | null)[];
}

/** The place of a bar: from `low` up, in the units of the y axis. */
interface Place {
  left: number;
  width: number;
  low: number;
}

/** With fewer groups each has its name below it, in up to so many lines; with more, those that have room. */
const FEW_GROUPS = 12;
const NAME_LINES = 3;
/** Of the place of a bar. */
const WIDEST_BAR = 0.9;

/** Groups of bars from 0, which grow to the right where there are many. Values are 0 or above. */
export function barChart(chart: BarChart): Plot {
  const { title, yLabel, series, groups, isStacked = false, width: asked = SIZES.width } = chart;
  const most = Math.max(0, ...groups.map(({ values }) => topOf(values, isStacked))) || 1;
  const marks = ticks(0, most);
  const head = drawHead(title, series.length > 1 ? series : [], asked);
  const left = leftOf(marks);
  const room = Math.max(asked - left - SIZES.gap, SIZES.narrowestGroup * groups.length);
  const area = { left, right: left + room, top: head.bottom + SIZES.line, bottom: 0 };
  area.bottom = area.top + SIZES.area;
  const yOf = (value: number) => area.bottom - (value / most) * (area.bottom - area.top);
  const groupWidth = room / Math.max(1, groups.length);
  const bars = groups.flatMap((group, g) =>
    drawGroup(group, left + groupWidth * g, groupWidth, { series, isStacked, yOf }),
  );
  const names = drawNames(chart, { left, groupWidth, top: area.bottom + SIZES.line, width: area.right });
  const content = [
    head.drawing,
    drawYAxis({ label: yLabel, ticks: marks, yOf }, area),
    ...bars,
    names.drawing,
  ];
  return {
    title,
    svg: drawImage(
      title,
      `Bars of ${yLabel} in ${groups.length} groups, the highest at ${wholeNumber(most)}${series.length > 1 ? `, in each: ${series.join(', ')}` : ''}.`,
      { width: area.right + SIZES.gap, height: names.bottom + SIZES.gap },
      content.join(''),
    ),
    table: {
      columns: ['', ...(series.length === 0 ? [yLabel] : series)],
      rows: groups.map(({ name, values }) => [
        name,
        ...values.map((value) => (value === null ? null : wholeNumber(value))),
      ]),
    },
  };
}

function topOf(values: BarGroup['values'], isStacked: boolean): number {
  const bars = values.map((value) => value ?? 0);
  return isStacked ? bars.reduce((sum, value) => sum + value, 0) : Math.max(0, ...bars);
}

function drawGroup(
  { name, values }: BarGroup,
  start: number,
  groupWidth: number,
  {
    series,
    isStacked,
    yOf,
  }: { series: readonly string[]; isStacked: boolean; yOf: (value: number) => number },
): string[] {
  const width = (0.8 * groupWidth) / (isStacked ? 1 : Math.max(1, values.length));
  let low = 0;
  return values.map((value, s) => {
    if (value === null || (isStacked && value === 0)) return '';
    const place = { left: start + 0.1 * groupWidth + (isStacked ? 0 : s * width), width, low };
    if (isStacked) low += value;
    const hint = series[s] === undefined ? name : `${name}, ${series[s]}`;
    return drawBar(value, place, seriesLook(s), yOf, hint);
  });
}

function drawBar(
  value: number,
  { left, width, low }: Place,
  look: string,
  yOf: (value: number) => number,
  hint: string,
): string {
  const top = yOf(low + value);
  const height = Math.max(0, yOf(low) - top);
  return (
    `<rect class="${look} f" x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(WIDEST_BAR * width).toFixed(1)}" height="${height.toFixed(1)}">` +
    `<title>${escapeText(hint)}: ${wholeNumber(value)}</title></rect>`
  );
}

interface NamesArea {
  readonly left: number;
  readonly groupWidth: number;
  /** Of the first base line. */
  readonly top: number;
  readonly width: number;
}

/**
 * Few names in lines of words within their groups; of many, or of those that follow from one another, as many
 * as have room in one line.
 */
function drawNames(
  { groups, isStacked = false }: BarChart,
  { left, groupWidth, top, width }: NamesArea,
): { drawing: string; bottom: number } {
  const middle = (g: number) => left + groupWidth * (g + 0.5);
  if (isStacked || groups.length > FEW_GROUPS) {
    const labels = groups.map(({ name }, g) => ({ at: middle(g), text: name }));
    return { drawing: drawLabels(labels, top, width), bottom: top };
  }
  const lines = groups.map(({ name }) => wrapped(name, groupWidth - SIZES.gap, NAME_LINES));
  const drawing = lines.flatMap((own, g) =>
    own.map((line, n) => drawText(line, { x: middle(g), y: top + n * SIZES.line, anchor: 'middle' })),
  );
  const most = Math.max(1, ...lines.map(({ length }) => length));
  return { drawing: drawing.join(''), bottom: top + (most - 1) * SIZES.line };
}
