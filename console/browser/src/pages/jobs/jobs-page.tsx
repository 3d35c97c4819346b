import { Link } from 'wouter';
import { pageOfJob, useAddress } from '../../data/address.js';
import { isActive, useJobs } from '../../data/jobs.js';
import type { Job } from '../../data/jobs.js';
import { Loading } from '../../parts/answer.js';
import { Choice } from '../../parts/choice.js';
import { Ago } from '../../parts/columns.js';
import { Failure } from '../../parts/failure.js';
import { Page, Section } from '../../parts/page.js';
import { Progress } from '../../parts/progress.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { JobState, nameOfKind, Took } from './job-state.js';
import { Schedules } from './schedules.js';
import { STARTABLE_KINDS, StartJob } from './start-job.js';

const words = texts.jobs;

const FILTERS = {
  all: () => true,
  failed: ({ state }) => state === 'failed' || state === 'cancelled',
  succeeded: ({ state }) => state === 'succeeded',
} satisfies Record<string, (job: Job) => boolean>;
type Filter = keyof typeof FILTERS;

const FIRST: readonly Column<Job>[] = [
  { name: words.columns.what, value: (job) => <LinkToJob {...job} /> },
  { name: words.columns.state, value: ({ state }) => <JobState state={state} /> },
];
const TOOK: Column<Job> = { name: words.columns.took, value: (job) => <Took {...job} />, isNumber: true };
const ACTIVE: readonly Column<Job>[] = [
  ...FIRST,
  TOOK,
  {
    name: words.job.progress,
    value: ({ state, kind, progress }) =>
      state === 'running' && <Progress of={nameOfKind(kind)} fraction={progress.fraction} />,
  },
  {
    isText: true,
    name: words.job.columns.step,
    value: ({ progress }) => <ServiceText>{progress.step}</ServiceText>,
  },
];
const ENDED: readonly Column<Job>[] = [
  ...FIRST,
  { name: words.columns.asked, value: ({ createdAt }) => <Ago at={createdAt} /> },
  TOOK,
  { isText: true, name: words.columns.outcome, value: ({ error }) => <ServiceText>{error}</ServiceText> },
];

function LinkToJob({ service, id, kind }: Job) {
  return <Link href={pageOfJob(service, id)}>{nameOfKind(kind)}</Link>;
}

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
      <Table columns={ACTIVE} rows={jobs} empty={words.noneActive} />
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
      <Table columns={ENDED} rows={shown} empty={jobs.length === 0 ? words.noneEnded : words.noneOfFilter} />
    </Section>
  );
}
