import { colourOf, escapeText, frame, label, PLOT, ticks } from './plot-frame.js';

export interface LineChart {
  title: string;
  xLabel: string;
  yLabel: string;
  /** Powers of ten apart; all x must be above 0. */
  xIsLogarithmic?: boolean;
  series: { name: string; points: { x: number; y: number }[] }[];
}

/** Lines over a common x axis as an SVG image. */
export function lineChart({ title, xLabel, yLabel, xIsLogarithmic = false, series }: LineChart): string {
  const points = series.flatMap((line) => line.points);
  const scale = xIsLogarithmic ? Math.log10 : (value: number) => value;
  const [left, right] = ends(points.map(({ x }) => scale(x)));
  const [low, high] = ends(points.map(({ y }) => y));
  const xOf = (value: number) =>
    PLOT.left + ((scale(value) - left) / (right - left)) * (PLOT.right - PLOT.left);
  const yOf = (value: number) => PLOT.bottom - ((value - low) / (high - low)) * (PLOT.bottom - PLOT.top);
  const lines = series.map(({ points: own }, n) => {
    const path = own.map(({ x, y }) => `${xOf(x).toFixed(1)},${yOf(y).toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colourOf(n)}" stroke-width="1.5"/>`;
  });
  const marks = (xIsLogarithmic ? powersOfTen(left, right) : ticks(left, right)).map(
    (value) =>
      `<text x="${xOf(value).toFixed(1)}" y="${PLOT.bottom + 14}" text-anchor="middle">${label(value)}</text>`,
  );
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
