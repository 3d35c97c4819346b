import {
  drawCaption,
  drawHead,
  drawImage,
  drawLabels,
  drawWhisker,
  drawYAxis,
  leftOf,
  seriesLook,
} from './frame.js';
import { axisNumber, ticks, wholeNumber } from './numbers.js';
import { inWords, ISO_DAYS } from './plot.js';
import type { DayNames, Plot, PlotTable } from './plot.js';
import { SIZES } from './sizes.js';

interface LineChart {
  title: string;
  xLabel: string;
  yLabel: string;
  /** x is a time in days since 1970, and the axis shows the day. */
  xIsDay?: boolean;
  dayNames?: DayNames;
  series: { name: string; points: Point[] }[];
  /** What the y axis holds at least. */
  yRange?: readonly [low: number, high: number];
  /** Of the whole plot, in pixels. */
  width?: number;
}

export interface Point {
  x: number;
  y: number;
  /** Ends of an interval, drawn as a whisker. */
  low?: number;
  high?: number;
}

/** So many rows a table has at most; of more points it has some, evenly spaced. */
const MOST_ROWS = 100;

/** Lines over a common x axis. */
export function lineChart(chart: LineChart): Plot {
  const { title, xLabel, yLabel, series, width = SIZES.width } = chart;
  const points = series.flatMap((line) => line.points);
  const [first, last] = ends(points.map(({ x }) => x));
  const [low, high] = ends([
    ...(chart.yRange ?? []),
    ...points.flatMap(({ y, low: least = y, high: most = y }) => [least, y, most]),
  ]);
  const marks = ticks(low, high);
  const head = drawHead(title, series.length > 1 ? series.map(({ name }) => name) : [], width, 'line');
  const top = head.bottom + SIZES.line;
  const area = { left: leftOf(marks), right: width - SIZES.gap, top, bottom: top + SIZES.area };
  const xOf = (value: number) => area.left + ((value - first) / (last - first)) * (area.right - area.left);
  const yOf = (value: number) => area.bottom - ((value - low) / (high - low)) * (area.bottom - area.top);
  const { xIsDay = false } = chart;
  const names = ticks(first, last)
    .filter((value) => !xIsDay || Number.isInteger(value))
    .map((value) => ({ at: xOf(value), text: xIsDay ? dayOf(value, chart) : axisNumber(value) }));
  const content = [
    head.drawing,
    drawYAxis({ label: yLabel, ticks: marks, yOf }, area),
    ...series.map((line, n) => drawLine(line.points, n, xOf, yOf)),
    drawLabels(names, area.bottom + SIZES.line, width),
    drawCaption(xLabel, area, area.bottom + 2 * SIZES.line + 2),
  ];
  const height = area.bottom + 2 * SIZES.line + SIZES.gap + 2;
  return {
    title,
    svg: drawImage(title, describe(chart, [low, high]), { width, height }, content.join('')),
    table: tableOf(chart),
  };
}

function drawLine(
  points: readonly Point[],
  series: number,
  xOf: (x: number) => number,
  yOf: (y: number) => number,
): string {
  const look = seriesLook(series);
  const whiskers = points.map(({ x, low, high }) => drawWhisker(xOf(x), low, high, yOf)).join('');
  const [only] = points;
  if (points.length === 1 && only !== undefined)
    return `${whiskers}<circle class="${look} f" cx="${xOf(only.x).toFixed(1)}" cy="${yOf(only.y).toFixed(1)}" r="3"/>`;
  const path = points.map(({ x, y }) => `${xOf(x).toFixed(1)},${yOf(y).toFixed(1)}`).join(' ');
  return `${whiskers}<polyline class="${look} l" points="${path}"/>`;
}

function describe({ series, xLabel, yLabel }: LineChart, [low, high]: [number, number]): string {
  const lines = series.length === 1 ? '' : `, lines of ${series.map(({ name }) => name).join(', ')}`;
  return `${yLabel} by ${xLabel}, from ${wholeNumber(low)} to ${wholeNumber(high)}${lines}.`;
}

function tableOf(chart: LineChart): PlotTable {
  const { xLabel, xIsDay = false, series } = chart;
  const places = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const every = Math.ceil(places.length / MOST_ROWS);
  const byPlace = series.map(({ points }) => new Map(points.map((point) => [point.x, point])));
  return {
    columns: [xLabel, ...series.map(({ name }) => name)],
    rows: places
      .filter((_, n) => n % every === 0 || n === places.length - 1)
      .map((x) => [
        xIsDay ? dayOf(x, chart) : wholeNumber(x),
        ...byPlace.map((points) => {
          const point = points.get(x);
          return point === undefined ? null : inWords({ ...point, value: point.y });
        }),
      ]),
  };
}

const DAY_MS = 86_400_000;

function dayOf(days: number, { dayNames = ISO_DAYS }: LineChart): string {
  return dayNames.day(new Date(days * DAY_MS).toISOString().slice(0, 10));
}

/** Smallest and largest value, apart even when all are the same. */
function ends(values: number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (values.length === 0) return [0, 1];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}
