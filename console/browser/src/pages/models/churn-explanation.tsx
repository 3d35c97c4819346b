import { rowChart } from '#plots';
import type { ChurnReport } from '../../data/models.js';
import { count } from '../../format/numbers.js';
import { linesOver } from '../../parts/charts.js';
import { ReportSection } from '../../parts/sections.js';
import { churnReportTexts } from '../../texts/reports.js';

const words = churnReportTexts;
const SHOWN = 20;
const DEPENDENCE_PLOTS = 6;

/** What the model looks at: shuffled features, weights of a logistic regression, and Shapley values. */
export function Explanation({ of: { importance, effects } }: { of: ChurnReport }) {
  const { coefficients, permutation } = importance;
  const { quantities, users } = effects;
  return (
    <>
      <ReportSection
        title={words.importance}
        note={words.importanceNote(count(permutation.users), permutation.repeats)}
        plots={
          coefficients === null
            ? []
            : [
                (width) =>
                  rowChart({
                    title: words.weights,
                    xLabel: words.weightsX,
                    width,
                    rows: coefficients
                      .slice(0, SHOWN)
                      .map(({ column, standardised }) => ({ name: column, value: standardised })),
                  }),
              ]
        }
        rows={permutation.features.map(({ name, mean, deviation }) => ({ name, mean, deviation }))}
      />
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
    </>
  );
}
