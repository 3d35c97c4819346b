import { barChart, lineChart } from '#plots';
import type { Plot as Drawing } from '#plots';
import type { ModelKind } from '../../data/models.js';
import type { BarName, LineName, VersionPlots as Parts } from '../../data/version-plots.js';
import { Empty } from '../../parts/answer.js';
import { Plots } from '../../parts/plot.js';
import { texts } from '../../texts.js';

/** One of those drawn together: a version, or a baseline. */
export interface Side {
  name: string;
  plots: Parts;
}

type PlotName = LineName | BarName;

/** What is drawn of each kind, in this order. */
const PLOTS: Record<ModelKind, { lines: readonly LineName[]; bars: readonly BarName[] }> = {
  churn: {
    lines: ['roc', 'gains', 'calibration'],
    bars: ['device', 'tenure', 'activeDays', 'families', 'features'],
  },
  recommender: { lines: ['ndcg', 'recall', 'found'], bars: ['liked', 'popularity'] },
};
/** A line from (0, 0) to (1, 1) as reference for the others. */
const DIAGONALS: { [name in LineName]?: 'chance' | 'right' } = {
  roc: 'chance',
  gains: 'chance',
  calibration: 'right',
};

const words = texts.models.beside;

/** What the reports of one or more sides hold to be drawn, each part of all in one plot. */
export function VersionPlots({ kind, sides }: { kind: ModelKind; sides: readonly Side[] }) {
  const { lines, bars } = PLOTS[kind];
  const has = ({ plots }: Side, name: PlotName) => ({ ...plots.lines, ...plots.bars })[name];
  const shown = [...lines, ...bars].filter((name) => sides.some((side) => has(side, name)));
  if (shown.length === 0) return <Empty>{words.noPlots}</Empty>;
  return (
    <>
      {sides.map((side) => {
        const missing = shown.filter((name) => !has(side, name)).map((name) => words.plots[name].title);
        return missing.length > 0 && <p key={side.name}>{words.lacks(side.name, missing.join(', '))}</p>;
      })}
      <Plots
        of={shown.map(
          (name) => (width) =>
            isLine(name, lines) ? drawLines(name, sides, width) : drawBars(name, sides, width),
        )}
      />
    </>
  );
}

function isLine(name: PlotName, lines: readonly PlotName[]): name is LineName {
  return lines.includes(name);
}

function drawLines(name: LineName, sides: readonly Side[], width: number): Drawing {
  const { title, x, y } = words.plots[name];
  const diagonal = DIAGONALS[name];
  return lineChart({
    title,
    xLabel: x,
    yLabel: y,
    xIsLogarithmic: name === 'found',
    width,
    series: [
      ...sides.map(({ name: side, plots }) => ({ name: side, points: plots.lines[name] ?? [] })),
      ...(diagonal === undefined
        ? []
        : [{ name: words.diagonals[diagonal], points: [0, 1].map((end) => ({ x: end, y: end })) }]),
    ],
  });
}

function drawBars(name: BarName, sides: readonly Side[], width: number): Drawing {
  const { title, y } = words.plots[name];
  const bars = sides.map(({ plots }) => plots.bars[name] ?? []);
  const groups = [...new Set(bars.flat().map((bar) => bar.name))];
  return barChart({
    title,
    yLabel: y,
    width,
    series: sides.map(({ name: side }) => side),
    groups: groups.map((group) => ({
      name: group,
      values: bars.map((own) => {
        const bar = own.find((one) => one.name === group);
        return bar === undefined ? null : { value: bar.value };
      }),
    })),
  });
}
