import { rowChart } from '#plots';
import type { ChurnReport } from '../../data/models.js';
import { count } from '../../format/numbers.js';
import { linesOver } from '../../parts/charts.js';
import { ReportSection } from '../../parts/sections.js';
import { churnReportTexts } from '../../texts/reports.js';

const words = churnReportTexts;
const DEPENDENCE_PLOTS = 6;

/** What the model looks at. */
export function Explanation({ of: { effects } }: { of: ChurnReport }) {
  const { quantities, users } = effects;
  return (
    <ReportSection
      title={words.effects}
      note={words.effectsNote(count(users))}
      plots={[
        (width) =>
          rowChart({
            title: words.effectRange,
            xLabel: words.effectRangeX,
            width,
            rows: quantities.map(({ name, low, high }) => ({ name, value: (low + high) / 2, low, high })),
          }),
        ...quantities.slice(0, DEPENDENCE_PLOTS).map(({ name, dependence }) =>
          linesOver(dependence, name, ({ value }) => value)(words.effectOf(name), words.logOdds, {
            [words.mean]: ({ mean }) => mean,
            [words.low]: ({ low }) => low,
            [words.high]: ({ high }) => high,
          }),
        ),
      ]}
      rows={quantities.map(({ name, meaning, meanAbsolute, dependence }) => ({
        quantity: name,
        meaning,
        meanAbsoluteEffect: meanAbsolute,
        withoutValue: dependence.find(({ value }) => value === null)?.mean,
      }))}
    />
  );
}
