import { barChart, lineChart } from '#plots';
import type { Plot as Drawing } from '#plots';
import type { ModelKind, VersionDetail } from '../../data/models.js';
import type { BarName, LineName } from '../../data/version-plots.js';
import { Empty } from '../../parts/answer.js';
import { Plot } from '../../parts/plot.js';
import { texts } from '../../texts.js';
import styles from './models.module.css';

type Pair = readonly [VersionDetail, VersionDetail];
type PlotName = LineName | BarName;

/** What is drawn of each kind, in this order. */
const PLOTS: Record<ModelKind, { lines: readonly LineName[]; bars: readonly BarName[] }> = {
  churn: {
    lines: ['roc', 'gains', 'calibration'],
    bars: ['device', 'tenure', 'activeDays'],
  },
  recommender: { lines: ['ndcg', 'recall', 'found'], bars: ['liked', 'popularity'] },
};
/** A line from (0, 0) to (1, 1) that says what others are looked at beside. */
const DIAGONALS: { [name in LineName]?: 'chance' | 'right' } = {
  roc: 'chance',
  gains: 'chance',
  calibration: 'right',
};

const words = texts.models.beside;

/** What the reports of two versions hold to be drawn, each part of both in one plot. */
export function VersionPlots({ kind, versions }: { kind: ModelKind; versions: Pair }) {
  const { lines, bars } = PLOTS[kind];
  const has = ({ plots }: VersionDetail, name: PlotName) => ({ ...plots.lines, ...plots.bars })[name];
  const shown = [...lines, ...bars].filter((name) => versions.some((version) => has(version, name)));
  if (shown.length === 0) return <Empty>{words.noPlots}</Empty>;
  const draw = (name: PlotName, width: number) =>
    isLine(name, lines) ? drawLines(name, versions, width) : drawBars(name, versions, width);
  return (
    <>
      {versions.map((version) => {
        const missing = shown.filter((name) => !has(version, name)).map((name) => words.plots[name].title);
        return (
          missing.length > 0 && (
            <p key={version.version}>{words.lacks(version.version, missing.join(', '))}</p>
          )
        );
      })}
      <div className={styles.plots}>
        {shown.map((name) => (
          <Plot key={name} draw={(width) => draw(name, width)} />
        ))}
      </div>
    </>
  );
}

function isLine(name: PlotName, lines: readonly PlotName[]): name is LineName {
  return lines.includes(name);
}

function drawLines(name: LineName, versions: Pair, width: number): Drawing {
  const { title, x, y } = words.plots[name];
  const diagonal = DIAGONALS[name];
  return lineChart({
    title,
    xLabel: x,
    yLabel: y,
    xIsLogarithmic: name === 'found',
    width,
    series: [
      ...versions.map(({ version, plots }) => ({
        name: texts.models.version(version),
        points: plots.lines[name] ?? [],
      })),
      ...(diagonal === undefined
        ? []
        : [{ name: words.diagonals[diagonal], points: [0, 1].map((end) => ({ x: end, y: end })) }]),
    ],
  });
}

function drawBars(name: BarName, versions: Pair, width: number): Drawing {
  const { title, y } = words.plots[name];
  const both = versions.map(({ plots }) => plots.bars[name] ?? []);
  const groups = [...new Set(both.flatMap((bars) => bars.map((bar) => bar.name)))];
  return barChart({
    title,
    yLabel: y,
    width,
    series: versions.map(({ version }) => texts.models.version(version)),
    groups: groups.map((group) => ({
      name: group,
      values: both.map((bars) => {
        const bar = bars.find((one) => one.name === group);
        return bar === undefined ? null : { value: bar.value };
      }),
    })),
  });
}
