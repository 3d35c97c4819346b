import { useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { linesOver } from '../../parts/charts.js';
import { ReportSection } from '../../parts/sections.js';
import { ServiceText } from '../../parts/service-text.js';
import { monitoringTexts } from '../../texts/monitoring.js';

type Answered = Churn['OutcomesDto'];
const words = monitoringTexts.outcomes;
const { lines, axes } = monitoringTexts;
const NEWEST = { params: { query: { limit: 100 } } };

/** How good were past scores, and how good can the newest be expected to be? */
export function Outcomes() {
  const answer = useQuery(churn.query('/churn/outcomes', NEWEST));
  return (
    <Answer of={answer}>
      {({ snapshots, calibration, shadow }) => (
        <Snapshots of={snapshots} calibration={calibration} shadow={shadow} />
      )}
    </Answer>
  );
}

function Snapshots({
  of: snapshots,
  calibration,
  shadow,
}: { of: Answered['snapshots'] } & Pick<Answered, 'calibration' | 'shadow'>) {
  if (snapshots.length === 0) return <Empty>{words.noSnapshots}</Empty>;
  const outcomeOf = ({ outOfTime, outcome }: (typeof snapshots)[number]) => (outOfTime ? outcome : null);
  const bySnapshot = linesOver(snapshots, axes.snapshot, ({ snapshotDate }) => snapshotDate);
  const newest = snapshots.find((snapshot) => outcomeOf(snapshot) !== null);
  return (
    <ReportSection
      title={words.quality}
      note={
        <ServiceText>
          {`${words.qualityNote} ${monitoringTexts.calibration(calibration.state)} ${calibration.because} ${shadow.found}`}
        </ServiceText>
      }
      plots={[
        bySnapshot(words.bySnapshot, axes.rocAuc, {
          [lines.measured]: (snapshot) => outcomeOf(snapshot)?.intervals.rocAuc,
          [lines.recency]: (snapshot) => outcomeOf(snapshot)?.recencyRocAuc,
          [lines.expected]: ({ expected }) => expected?.rocAuc.value,
        }),
        bySnapshot(words.predicted, axes.share, {
          [axes.churnRate]: (snapshot) => outcomeOf(snapshot)?.churnRate,
          [axes.meanProbability]: (snapshot) => outcomeOf(snapshot)?.meanProbability,
        }),
        ...(newest === undefined ? [] : [decilesOf(newest)]),
      ]}
      rows={snapshots.map(({ outcome, expected, ...snapshot }) => ({
        snapshot: snapshot.snapshotDate,
        version: snapshot.modelVersion,
        outOfTime: snapshot.outOfTime,
        users: outcome?.users ?? snapshot.scoredUsers,
        expectedRocAuc: expected?.rocAuc,
        ...outcome?.intervals,
        recencyRocAuc: outcome?.recencyRocAuc,
        churnRate: outcome?.churnRate,
        meanProbability: outcome?.meanProbability,
        notComparedBecause: snapshot.notComparedBecause,
      }))}
    />
  );
}

/** Whether the probabilities of a snapshot happened. */
function decilesOf({ snapshotDate, outcome }: Answered['snapshots'][number]) {
  return linesOver(outcome!.bins, axes.meanProbability, ({ meanProbability }) => meanProbability)(
    words.deciles(day(snapshotDate)),
    axes.churnRate,
    {
      [lines.measured]: ({ rate }) => rate,
      [lines.calibrated]: ({ meanProbability }) => meanProbability,
    },
  );
}
