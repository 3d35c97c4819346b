import { Link } from 'wouter';
import { useAddress } from '../../data/address.js';
import { isActive, useJobs } from '../../data/jobs.js';
import type { Job } from '../../data/jobs.js';
import { ago, time } from '../../format/times.js';
import { Empty, Loading } from '../../parts/answer.js';
import { Choice } from '../../parts/choice.js';
import { Failure } from '../../parts/failure.js';
import { Page, Section } from '../../parts/page.js';
import { Progress } from '../../parts/progress.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { JobState, nameOfKind, pathOf, Took } from './job-state.js';
import styles from './jobs.module.css';
import { Schedules } from './schedules.js';
import { STARTABLE_KINDS, StartJob } from './start-job.js';

const words = texts.jobs;

const FILTERS = {
  all: () => true,
  failed: ({ state }) => state === 'failed' || state === 'cancelled',
  succeeded: ({ state }) => state === 'succeeded',
} satisfies Record<string, (job: Job) => boolean>;
type Filter = keyof typeof FILTERS;

const COLUMNS: readonly Column<Job>[] = [
  { name: words.columns.what, value: (job) => <Link href={pathOf(job)}>{nameOfKind(job.kind)}</Link> },
  { name: words.columns.state, value: ({ state }) => <JobState state={state} /> },
  {
    name: words.columns.asked,
    value: ({ createdAt }) => (
      <time dateTime={createdAt} title={time(createdAt)}>
        {ago(createdAt)}
      </time>
    ),
  },
  { name: words.columns.took, value: Took, isNumber: true },
  { isText: true, name: words.columns.outcome, value: ({ error }) => <ServiceText>{error}</ServiceText> },
];

/** What is the platform working on, and how did earlier work end? */
export default function JobsPage() {
  const { jobs, isPending, problems } = useJobs();
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={STARTABLE_KINDS.map((kind) => (
        <StartJob key={kind} kind={kind} />
      ))}
    >
      {problems.map((problem) => (
        <Failure key={problem.service} problem={problem} />
      ))}
      {isPending ? (
        <Loading />
      ) : (
        <>
          <ActiveJobs jobs={jobs.filter(isActive)} />
          <Schedules />
          <EndedJobs jobs={jobs.filter((job) => !isActive(job))} />
        </>
      )}
    </Page>
  );
}

function ActiveJobs({ jobs }: { jobs: readonly Job[] }) {
  return (
    <Section title={words.active}>
      {jobs.length === 0 ? (
        <Empty>{words.noneActive}</Empty>
      ) : (
        <ul className={styles.active}>
          {jobs.map((job) => (
            <li key={job.id}>
              <Link href={pathOf(job)}>{nameOfKind(job.kind)}</Link>
              <JobState state={job.state} />
              <span>
                <Took {...job} />
              </span>
              <span className={styles.step}>
                <ServiceText>{job.progress.step}</ServiceText>
              </span>
              {job.state === 'running' && (
                <Progress of={nameOfKind(job.kind)} fraction={job.progress.fraction} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function EndedJobs({ jobs }: { jobs: readonly Job[] }) {
  const { of, change } = useAddress();
  const asked = of('show');
  const filter: Filter = asked !== undefined && asked in FILTERS ? (asked as Filter) : 'all';
  const shown = jobs.filter(FILTERS[filter]);
  return (
    <Section
      title={words.ended}
      actions={
        <Choice
          label={words.filter}
          value={filter}
          options={Object.entries(words.filters) as [Filter, string][]}
          onChoose={(chosen) => change({ show: chosen === 'all' ? undefined : chosen })}
        />
      }
    >
      {shown.length === 0 ? (
        <Empty>{jobs.length === 0 ? words.noneEnded : words.noneOfFilter}</Empty>
      ) : (
        <Table caption={words.ended} columns={COLUMNS} rows={shown} keyOf={({ id }) => id} />
      )}
    </Section>
  );
}
