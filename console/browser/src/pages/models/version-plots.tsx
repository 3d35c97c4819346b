import { barChart, lineChart, rowChart } from '#plots';
import type { Plot as Drawing } from '#plots';
import type { BarName, LineName, PlotName, VersionPlots as Parts } from '../../data/version-plots.js';
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

/** Their names are too long to stand below bars. */
const LONG_NAMES: readonly BarName[] = ['families', 'features'];

/** What the reports of one or more sides hold to be drawn, each part of all in one plot. */
export function VersionPlots({ sides }: { sides: readonly Side[] }) {
  const shown = (Object.keys(words.plots) as PlotName[]).filter((name) =>
    sides.some(({ plots }) => plots[name] !== undefined),
  );
  if (shown.length === 0) return <Empty>{words.noPlots}</Empty>;
  return (
    <>
      {sides.map(({ name: side, plots }) => {
        const missing = shown.filter((name) => !plots[name]).map((name) => words.plots[name].title);
        return missing.length > 0 && <p key={side}>{words.lacks(side, missing.join(', '))}</p>;
      })}
      <Plots
        of={shown.map(
          (name) => (width: number) =>
            isLine(name) ? drawLines(name, sides, width) : drawBars(name, sides, width),
        )}
      />
    </>
  );
}

function isLine(name: PlotName): name is LineName {
  return 'x' in words.plots[name];
}

function drawLines(name: LineName, sides: readonly Side[], width: number): Drawing {
  const { title, x, y } = words.plots[name];
  const diagonal = DIAGONALS[name];
  return lineChart({
    title,
    xLabel: x,
    yLabel: y,
    width,
    series: [
      ...sides.map(({ name: side, plots }) => ({ name: side, points: plots[name] ?? [] })),
      ...(diagonal === undefined
        ? []
        : [{ name: words.diagonals[diagonal], points: [0, 1].map((end) => ({ x: end, y: end })) }]),
    ],
  });
}

function drawBars(name: BarName, sides: readonly Side[], width: number): Drawing {
  const { title, y } = words.plots[name];
  const bars = sides.map(({ plots }) => plots[name] ?? []);
  const groups = [...new Set(bars.flat().map((bar) => bar.name))];
  if (LONG_NAMES.includes(name)) {
    const rows = groups.flatMap((group) =>
      sides.flatMap(({ name: side }, at) =>
        (bars[at] ?? [])
          .filter((one) => one.name === group)
          .map(({ value }) => ({ name: sides.length > 1 ? `${group}, ${side}` : group, value })),
      ),
    );
    return rowChart({ title, xLabel: y, width, rows });
  }
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
