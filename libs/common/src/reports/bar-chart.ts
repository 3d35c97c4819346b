import { colourOf, escapeText, frame, PLOT, ticks } from './plot-frame.js';

export interface BarChart {
  title: string;
  yLabel: string;
  series: string[];
  /** One group a row; a value for each series, null where there is none. */
  groups: { name: string; values: (BarValue | null)[] }[];
}

interface BarValue {
  value: number;
  /** Ends of an interval, drawn as a whisker. */
  low?: number;
  high?: number;
}

/** Groups of bars from 0 as an SVG image. Values are 0 or above. */
export function barChart({ title, yLabel, series, groups }: BarChart): string {
  const tops = groups.flatMap(({ values }) => values.map((bar) => bar?.high ?? bar?.value ?? 0));
  const most = Math.max(...tops, 1e-9);
  const yOf = (value: number) => PLOT.bottom - (value / most) * (PLOT.bottom - PLOT.top);
  const groupWidth = (PLOT.right - PLOT.left) / Math.max(1, groups.length);
  const barWidth = (0.8 * groupWidth) / Math.max(1, series.length);
  const content = groups.map(({ name, values }, g) => {
    const left = PLOT.left + groupWidth * (g + 0.1);
    const bars = values.map((bar, s) =>
      bar === null
        ? ''
        : drawBar(bar, left + s * barWidth, barWidth, colourOf(s), yOf, `${name}, ${series[s] ?? ''}`),
    );
    const middle = (left + 0.4 * groupWidth).toFixed(1);
    return `${bars.join('')}<text x="${middle}" y="${PLOT.bottom + 16}" text-anchor="middle">${escapeText(name)}</text>`;
  });
  return frame(title, series, { label: yLabel, ticks: ticks(0, most), yOf }, content.join(''));
}

function drawBar(
  { value, low, high }: BarValue,
  left: number,
  width: number,
  colour: string,
  yOf: (value: number) => number,
  name: string,
): string {
  const top = yOf(value);
  const middle = (left + 0.45 * width).toFixed(1);
  const whisker =
    low === undefined || high === undefined
      ? ''
      : `<line x1="${middle}" x2="${middle}" y1="${yOf(low).toFixed(1)}" y2="${yOf(high).toFixed(1)}" stroke="#333"/>`;
  const height = Math.max(0, PLOT.bottom - top);
  return (
    `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(0.9 * width).toFixed(1)}" height="${height.toFixed(1)}" fill="${colour}">` +
    `<title>${escapeText(name)}: ${value.toPrecision(4)}</title></rect>${whisker}`
  );
}
