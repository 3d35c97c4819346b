import { useQuery } from '@tanstack/react-query';
import type { ChurnComponents } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { time } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { JobState, nameOfKind } from './job-state.js';

const words = texts.jobs.schedules;

const COLUMNS: readonly Column<ChurnComponents['schemas']['ScheduleDto']>[] = [
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
  const mayAdminister = useMayAdminister();
  const answer = useQuery({ ...churn.query('/admin/churn/schedule'), enabled: mayAdminister });
  // The page says already that the service is down.
  if (!mayAdminister || answer.error?.isServiceDown === true) return null;
  return (
    <Section title={words.title} note={answer.data?.scoreAfterLoad === true ? words.afterLoad : words.note}>
      <Answer of={answer}>
        {({ schedules }) => (
          <Table caption={words.title} columns={COLUMNS} rows={schedules} keyOf={({ kind }) => kind} />
        )}
      </Answer>
    </Section>
  );
}
