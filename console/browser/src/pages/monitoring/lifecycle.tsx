import { useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { barsOver, linesOver } from '../../parts/charts.js';
import { ReportSection } from '../../parts/sections.js';
import { monitoringTexts } from '../../texts/monitoring.js';

const words = monitoringTexts.lifecycle;
const { axes } = monitoringTexts;
/** Lines of a plot that differ in colour. */
const DRAWN_COHORTS = 7;

/** How many users come, stay, leave and come back, and how long do those that came stay? */
export function Lifecycle() {
  const lifecycle = useQuery(churn.query('/churn/lifecycle'));
  const cohorts = useQuery(churn.query('/churn/cohorts'));
  return (
    <>
      <Answer of={lifecycle}>{(answer) => <Periods of={answer} />}</Answer>
      <Answer of={cohorts}>{(answer) => <Retention of={answer} />}</Answer>
    </>
  );
}

function Periods({ of: { by, periods, dormantAfterDays, sampledShare } }: { of: Churn['LifecycleDto'] }) {
  const whole = periods.filter(({ days, wholeDays }) => days === wholeDays);
  return (
    <ReportSection
      isFolded={false}
      title={words.by[by]}
      note={words.note(dormantAfterDays) + words.sampled(sampledShare)}
      plots={[
        barsOver(whole, ({ from }) => from)(words.active, axes.users, {
          [words.remained]: ({ active }) => active ?? 0,
          [words.resurrected]: ({ resurrected }) => resurrected ?? 0,
          [words.newUsers]: (period) => period.new ?? 0,
        }),
        linesOver(whole, axes.from, ({ from }) => from)(words.dormantUsers, axes.users, {
          [words.dormant]: ({ dormant }) => dormant,
          [words.wentDormant]: ({ wentDormant }) => wentDormant,
          [words.resurrected]: ({ resurrected }) => resurrected ?? 0,
        }),
      ]}
      rows={periods.toReversed()}
    />
  );
}

/** A row a cohort, a column a week of age. */
function Retention({ of: { cohorts, sampledShare } }: { of: Churn['CohortsDto'] }) {
  const longest = Math.max(0, ...cohorts.map(({ retained }) => retained.length));
  const drawn = cohorts.filter(({ isNew }) => isNew).slice(-DRAWN_COHORTS);
  return (
    <ReportSection
      title={words.retention}
      note={words.retentionNote + words.sampled(sampledShare)}
      plots={[
        linesOver([...Array(longest).keys()], words.age, (age) => age)(
          words.share,
          axes.share,
          Object.fromEntries(drawn.map(({ week, retained }) => [day(week), (age: number) => retained[age]])),
        ),
      ]}
      rows={cohorts.map(({ week, users, isNew, retained }) => ({
        cohort: week,
        users,
        isNew,
        ...Object.fromEntries(retained.map((share, age) => [`week ${age}`, share])),
      }))}
    />
  );
}
