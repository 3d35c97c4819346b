import { barChart, lineChart } from '#plots';
import type { Plot as Drawing } from '#plots';
import type { BarName, LineName, VersionPlots as Parts } from '../../data/version-plots.js';
import { Empty } from '../../parts/answer.js';
import { Plots } from '../../parts/plot.js';
import { texts } from '../../texts.js';

/** One of those drawn together: a version, or a baseline. */
export interface Side {
  name: string;
  plots: Parts;
}

/** A line from (0, 0) to (1, 1) as reference for the others. */
const DIAGONALS: { [name in LineName]?: 'chance' | 'right' } = {
  roc: 'chance',
  gains: 'chance',
  calibration: 'right',
};

const words = texts.models.beside;

/** What the reports of one or more sides hold to be drawn, each part of all in one plot. */
export function VersionPlots({ sides }: { sides: readonly Side[] }) {
  const lines = partsOf<LineName>(sides.map(({ plots }) => plots.lines));
  const bars = partsOf<BarName>(sides.map(({ plots }) => plots.bars));
  const shown = [...lines, ...bars];
  if (shown.length === 0) return <Empty>{words.noPlots}</Empty>;
  return (
    <>
      {sides.map(({ name: side, plots }) => {
        const own = { ...plots.lines, ...plots.bars };
        const missing = shown.filter((name) => !own[name]).map((name) => words.plots[name].title);
        return missing.length > 0 && <p key={side}>{words.lacks(side, missing.join(', '))}</p>;
      })}
      <Plots
        of={[
          ...lines.map((name) => (width: number) => drawLines(name, sides, width)),
          ...bars.map((name) => (width: number) => drawBars(name, sides, width)),
        ]}
      />
    </>
  );
}

/** Names of the parts that at least one side has, in the order of the reports. */
function partsOf<Name extends string>(sides: readonly { [name in Name]?: unknown }[]): Name[] {
  const named = sides.flatMap((parts) => Object.entries(parts) as [Name, unknown][]);
  return [...new Set(named.flatMap(([name, part]) => (part === undefined ? [] : [name])))];
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
      values: bars.map((own) => own.find((one) => one.name === group)?.value ?? null),
    })),
  });
}
