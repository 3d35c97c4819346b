import { axisNumber } from './numbers.js';
import { SIZES } from './sizes.js';
import { drawText, escapeText, shortened, widthOf, wrapped } from './text.js';

/** Colours of series, see `look/plots.css`; further ones begin anew. */
const SERIES_LOOKS = 7;

export function seriesLook(series: number): string {
  return `s${1 + (series % SERIES_LOOKS)}`;
}

/** A rectangle inside which marks are drawn. */
interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Title, legend or both, and where they end. */
interface Head {
  readonly drawing: string;
  readonly bottom: number;
}

const KEY = { square: 10, line: 22 };
const TITLE_LINES = 3;

/**
 * The title in up to three lines, and below it the names of the series, as many in a line as have room, each
 * with a key of its colour.
 */
export function drawHead(
  title: string,
  series: readonly string[],
  width: number,
  keys: keyof typeof KEY = 'square',
): Head {
  const lines = wrapped(title, width - 2 * SIZES.gap, TITLE_LINES, SIZES.title);
  const titles = lines.map((line, n) =>
    drawText(line, { x: SIZES.gap, y: SIZES.title + 2 + n * SIZES.titleLine, look: 'title' }),
  );
  const bottom = lines.length * SIZES.titleLine;
  if (series.length === 0) return { drawing: titles.join(''), bottom };
  const names = drawKeys(series, { y: bottom + SIZES.line, width, keyWidth: KEY[keys] }, (n, x, y) =>
    drawKey(keys, seriesLook(n), x, y),
  );
  return { drawing: titles.join('') + names.drawing, bottom: names.bottom };
}

/**
 * Names in lines, as many in each as have room, each behind a key; and the base line of the last.
 * @param y of the first base line
 * @param drawKey the n-th, from x on above a base line
 */
export function drawKeys(
  names: readonly string[],
  { y: first, width, keyWidth }: { y: number; width: number; keyWidth: number },
  drawKey: (n: number, x: number, y: number) => string,
): Head {
  let [x, y]: [number, number] = [SIZES.gap, first];
  const drawings = names.map((name, n) => {
    const shown = shortened(name, width - 3 * SIZES.gap - keyWidth);
    const wide = keyWidth + 5 + widthOf(shown);
    if (x > SIZES.gap && x + wide > width - SIZES.gap) [x, y] = [SIZES.gap, y + SIZES.line];
    const drawing = drawKey(n, x, y) + drawText(shown, { x: x + keyWidth + 5, y });
    x = Math.ceil(x + wide + 2 * SIZES.gap);
    return drawing;
  });
  return { drawing: drawings.join(''), bottom: y };
}

/** Lines are distinguished by their dashes too, so their keys are lines. */
function drawKey(keys: keyof typeof KEY, look: string, x: number, y: number): string {
  if (keys === 'line')
    return `<line class="${look} l" x1="${x.toFixed(1)}" x2="${(x + KEY.line).toFixed(1)}" y1="${y - 4}" y2="${y - 4}"/>`;
  return `<rect class="${look} f" x="${x.toFixed(1)}" y="${y - KEY.square + 1}" width="${KEY.square}" height="${KEY.square}"/>`;
}

interface YAxis {
  readonly label: string;
  readonly ticks: readonly number[];
  readonly yOf: (value: number) => number;
}

/** Room for the numbers of a y axis and its name. */
export function leftOf(values: readonly number[]): number {
  const widest = Math.max(...values.map((value) => widthOf(axisNumber(value))));
  return SIZES.line + SIZES.gap + widest + SIZES.gap;
}

/** Lines across with their numbers, and the name of the axis from bottom to top. */
export function drawYAxis({ label, ticks, yOf }: YAxis, { left, right, top, bottom }: Area): string {
  const lines = ticks.map((value) => {
    const y = yOf(value);
    return (
      `<line class="g" x1="${left.toFixed(1)}" x2="${right.toFixed(1)}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>` +
      drawText(axisNumber(value), { x: left - SIZES.gap, y: y + 4, anchor: 'end' })
    );
  });
  const shown = shortened(label, bottom - top);
  const name = `<text class="up" transform="translate(${SIZES.text} ${((top + bottom) / 2).toFixed(1)}) rotate(-90)" text-anchor="middle">${escapeText(shown)}</text>`;
  return lines.join('') + (shown === '' ? '' : name);
}

interface Label {
  readonly at: number;
  readonly text: string;
}

/**
 * Names below an axis, in one line, centred on their places and moved inwards at its ends: all of them, or
 * every second, third and so on, the fewest left out such that none touches the next.
 */
export function drawLabels(labels: readonly Label[], y: number, width: number): string {
  for (let step = 1; ; step++) {
    const boxes = labels
      .filter((_, n) => n % step === 0)
      .map(({ at, text }) => {
        const shown = shortened(text, width);
        const half = widthOf(shown) / 2;
        return { middle: Math.min(Math.max(at, half), width - half), half, shown };
      });
    const isRoomy = boxes.every(({ middle, half }, n) => {
      const before = boxes[n - 1];
      return before === undefined || before.middle + before.half + SIZES.gap <= middle - half;
    });
    if (isRoomy || boxes.length <= 1)
      return boxes.map(({ middle, shown }) => drawText(shown, { x: middle, y, anchor: 'middle' })).join('');
  }
}

/** The name of an x axis below its middle. */
export function drawCaption(label: string, { left, right }: Pick<Area, 'left' | 'right'>, y: number): string {
  return drawText(shortened(label, right - left), { x: (left + right) / 2, y, anchor: 'middle' });
}

/** @param description one sentence for those who do not see the drawing */
export function drawImage(
  title: string,
  description: string,
  size: { width: number; height: number },
  content: string,
): string {
  const [width, height] = [Math.ceil(size.width), Math.ceil(size.height)];
  const look = width > SIZES.width ? ' wide' : width >= SIZES.full ? ' full' : '';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="plot${look}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-label="${escapeText(title)}"><desc>${escapeText(description)}</desc>${content}</svg>`
  );
}

/** A vertical line from one end of an interval to the other; nothing without an interval. */
export function drawWhisker(
  x: number,
  low: number | undefined,
  high: number | undefined,
  yOf: (value: number) => number,
): string {
  if (low === undefined || high === undefined) return '';
  return `<line class="w" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${yOf(low).toFixed(1)}" y2="${yOf(high).toFixed(1)}"/>`;
}
