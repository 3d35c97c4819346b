import type { ChurnReport, VersionDetail } from '../../data/models.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { linesOver } from '../../parts/charts.js';
import { Section } from '../../parts/page.js';
import { ReportSection } from '../../parts/sections.js';
import { texts } from '../../texts.js';
import { churnReportTexts } from '../../texts/reports.js';
import { Explanation } from './churn-explanation.js';
import { SameUsers } from './comparison.js';
import { VersionPlots } from './version-plots.js';

const words = churnReportTexts;

/**
 * What a churn version was found to do: next to other models, at the top of the list, by segment, on later
 * days, and why.
 */
export function ChurnReportSections({ version, report }: { version: VersionDetail; report: ChurnReport }) {
  const { calibration, champion, curves, horizons, outOfTime, touchedByHoles } = report;
  const { because, ece, eceNull, before, slope, intercept, method, users } = calibration;
  return (
    <>
      <Section title={words.plots} note={words.plotsNote} isFolded>
        <VersionPlots sides={[{ name: texts.models.version(version.version), plots: version.plots }]} />
      </Section>
      <ReportSection
        title={words.baselines}
        note={`${report.chosenBecause} ${words.baselinesNote(count(report.resamples))}`}
        rows={modelsOf(report)}
      />
      {champion !== null && <SameUsers champion={champion} />}
      <ReportSection
        title={words.gains}
        note={words.gainsNote}
        plots={[
          linesOver(curves.gains, words.share, ({ share }) => share)(words.lift, words.liftY, {
            [words.lift]: ({ lift }) => lift,
          }),
        ]}
        rows={curves.gains}
      />
      <ReportSection
        title={words.calibration}
        note={because}
        rows={[{ method, users, ece, ifCalibrated: eceNull, before, slope, intercept }]}
      />
      <ReportSection
        title={words.laterDays}
        note={
          outOfTime.notMeasuredBecause === null
            ? words.laterDaysNote(day(outOfTime.trainedOn!), day(outOfTime.evaluatedOn!))
            : words.notMeasured(outOfTime.notMeasuredBecause)
        }
        rows={laterDaysOf(outOfTime)}
      />
      <ReportSection
        title={words.horizons}
        note={[words.horizonsNote, ...horizons.notOffered.map(words.notOffered)].join(' ')}
        rows={horizons.horizons.map(({ days, evaluatedOn, model, recency }) => ({
          days,
          evaluatedOn,
          users: model.users,
          silentShare: model.churnRate,
          ...model.intervals,
          recency: recency.intervals,
          calibration: model.calibration,
        }))}
      />
      <ReportSection
        title={words.slices}
        note={words.slicesNote}
        rows={report.slices.map(({ by, value, users, ...figures }) => ({ by, value, users, ...figures }))}
      />
      <Explanation of={report} />
      <ReportSection title={words.windows} values={{ ...report.windows, users: report.split.users }} />
      <ReportSection
        title={texts.holes}
        note={
          report.holes.length > 0 && words.touched(touchedByHoles.features.join(', '), touchedByHoles.label)
        }
        rows={report.holes}
      />
    </>
  );
}

/** Every model that was trained, and the baselines, on the test users. */
function modelsOf({ models, baselines }: ChurnReport): object[] {
  const row = (model: string, { test, train }: ChurnReport['metrics'], intervals: object = {}) => {
    const { rocAuc, prAuc, brier, logLoss } = test;
    return { model, rocAuc, prAuc, brier, logLoss, ...intervals, trainingRocAuc: train.rocAuc };
  };
  return [
    ...models.map(({ model, chosen, metrics, intervals }) =>
      row(chosen ? words.chosen(model) : model, metrics, intervals),
    ),
    row(words.recency, baselines.recency),
  ];
}

function laterDaysOf({ model, recency, gainOverRecency }: ChurnReport['outOfTime']): object[] | undefined {
  if (model === null || recency === null) return undefined;
  const { users, calibration } = model;
  return [
    { model: words.model, users, ...model.intervals, calibration },
    { model: words.recency, users, ...recency.intervals },
    { model: words.gain, users, ...gainOverRecency },
  ];
}
