import { colourOf, escapeText, frame, label, PLOT, ticks } from './plot-frame.js';

export interface LineChart {
  title: string;
  xLabel: string;
  yLabel: string;
  /** Powers of ten apart; all x must be above 0. */
  xIsLogarithmic?: boolean;
  /** x is a time in days since 1970, and the axis shows the day. */
  xIsDay?: boolean;
  series: { name: string; points: { x: number; y: number }[] }[];
}

/** Lines over a common x axis as an SVG image. */
export function lineChart({
  title,
  xLabel,
  yLabel,
  xIsLogarithmic = false,
  xIsDay = false,
  series,
}: LineChart): string {
  const points = series.flatMap((line) => line.points);
  const scale = xIsLogarithmic ? Math.log10 : (value: number) => value;
  const [left, right] = ends(points.map(({ x }) => scale(x)));
  const [low, high] = ends(points.map(({ y }) => y));
  const xOf = (value: number) =>
    PLOT.left + ((scale(value) - left) / (right - left)) * (PLOT.right - PLOT.left);
  const yOf = (value: number) => PLOT.bottom - ((value - low) / (high - low)) * (PLOT.bottom - PLOT.top);
  const lines = series.map(({ points: own }, n) => {
    const [only] = own;
    if (own.length === 1 && only !== undefined)
      return `<circle cx="${xOf(only.x).toFixed(1)}" cy="${yOf(only.y).toFixed(1)}" r="3" fill="${colourOf(n)}"/>`;
    const path = own.map(({ x, y }) => `${xOf(x).toFixed(1)},${yOf(y).toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colourOf(n)}" stroke-width="1.5"/>`;
  });
  const values = xIsLogarithmic ? powersOfTen(left, right) : ticks(left, right);
  const marks = values
    .filter((value) => !xIsDay || Number.isInteger(value))
    .map((value) => {
      const x = xOf(value);
      // A day at the right end would be cut off.
      const anchor = xIsDay && x > PLOT.right - HALF_A_DAY ? 'end' : 'middle';
      return `<text x="${x.toFixed(1)}" y="${PLOT.bottom + 14}" text-anchor="${anchor}">${xIsDay ? dayOf(value) : label(value)}</text>`;
    });
  const middle = (PLOT.left + PLOT.right) / 2;
  const caption = `<text x="${middle}" y="${PLOT.bottom + 34}" text-anchor="middle">${escapeText(xLabel)}</text>`;
  const names = series.map(({ name }) => name);
  return frame(
    title,
    names,
    { label: yLabel, ticks: ticks(low, high), yOf },
    [...lines, ...marks, caption].join(''),
  );
}

const DAY_MS = 86_400_000;
/** Width of half of a day's name. */
const HALF_A_DAY = 30;

function dayOf(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** Smallest and largest value, apart even when all are the same. */
function ends(values: number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (values.length === 0) return [0, 1];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

function powersOfTen(low: number, high: number): number[] {
  const first = Math.ceil(low - 1e-9);
  return Array.from({ length: Math.floor(high + 1e-9) - first + 1 }, (_, n) => 10 ** (first + n));
}
