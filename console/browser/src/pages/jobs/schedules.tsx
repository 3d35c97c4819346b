import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ChurnComponents } from '../../data/contracts.js';
import type { Job } from '../../data/jobs.js';
import { churn, recommender } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { time } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { JobState, nameOfKind } from './job-state.js';

const words = texts.jobs.schedules;

type Schedule = Omit<ChurnComponents['schemas']['ScheduleDto'], 'lastJob'> & {
  lastJob: Pick<Job, 'state'> | null;
};

const COLUMNS: readonly Column<Schedule>[] = [
  { name: words.job, value: ({ kind }) => nameOfKind(kind) },
  {
    name: words.cron,
    value: ({ cron, timezone }) => (cron === null ? words.never : words.at(cron, timezone)),
  },
  { name: words.next, value: ({ nextAt }) => (nextAt === null ? '–' : time(nextAt)) },
  { name: words.last, value: ({ lastJob }) => lastJob && <JobState state={lastJob.state} /> },
];

/** What begins by itself, and when next? */
export function Schedules() {
  const enabled = useMayAdminister();
  const ofChurn = useQuery({ ...churn.query('/admin/churn/schedule'), enabled });
  const ofRecommender = useQuery({ ...recommender.query('/admin/recommender/schedule'), enabled });
  if (!enabled) return null;
  return (
    <Section title={words.title} note={ofChurn.data?.scoreAfterLoad === true ? words.afterLoad : words.note}>
      <SchedulesOf service="churn" answer={ofChurn} />
      <SchedulesOf service="recommender" answer={ofRecommender} />
    </Section>
  );
}

function SchedulesOf({
  service,
  answer,
}: {
  service: 'churn' | 'recommender';
  answer: UseQueryResult<{ schedules: Schedule[] }>;
}) {
  // The page says already that the service is down.
  if (answer.error?.isServiceDown === true) return null;
  return (
    <Answer of={answer}>
      {({ schedules }) => <Table caption={words.of[service]} columns={COLUMNS} rows={schedules} />}
    </Answer>
  );
}
