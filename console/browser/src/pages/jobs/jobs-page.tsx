import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { pageOfJob, useAddress } from '../../data/address.js';
import { isActive, useJobs } from '../../data/jobs.js';
import type { Job } from '../../data/jobs.js';
import { churn, recommender } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { time } from '../../format/times.js';
import { Loading } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Ago, Progress } from '../../parts/cells.js';
import { Choice } from '../../parts/choice.js';
import { Failure } from '../../parts/failure.js';
import { Page, Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { texts } from '../../texts.js';
import { nameOfKind, stepOf, Took } from './job-state.js';
import { STARTABLE_KINDS, StartJob } from './start-job.js';
import { WriteLists } from './write-lists.js';

const words = texts.jobs;

const FILTERS = {
  all: () => true,
  failed: ({ state }) => state === 'failed' || state === 'cancelled',
  succeeded: ({ state }) => state === 'succeeded',
} satisfies Record<string, (job: Job) => boolean>;
type Filter = keyof typeof FILTERS;

function rowOf({ service, id, kind, state }: Job) {
  return {
    job: <Link href={pageOfJob(service, id)}>{nameOfKind(kind)}</Link>,
    state: <Badge state={state} />,
  };
}

/** What is the platform working on, and how did earlier work end? */
export default function JobsPage() {
  const { jobs, isPending, problems } = useJobs();
  return (
    <Page
      title={texts.navigation.jobs}
      lead={words.lead}
      actions={[
        ...STARTABLE_KINDS.map((kind) => <StartJob key={kind} kind={kind} />),
        <WriteLists key="lists" />,
      ]}
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
      <Records
        rows={jobs.map((job) => ({
          ...rowOf(job),
          duration: job.startedAt && <Took {...job} />,
          progress:
            job.state === 'running' ? (
              <Progress of={nameOfKind(job.kind)} fraction={job.progress.fraction} />
            ) : null,
          step: stepOf(job),
        }))}
        empty={words.noneActive}
      />
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
      <Records
        rows={shown.map((job) => ({
          ...rowOf(job),
          requested: <Ago at={job.createdAt} />,
          duration: job.startedAt && <Took {...job} />,
          error: job.error,
        }))}
        empty={jobs.length === 0 ? words.noneEnded : words.noneOfFilter}
      />
    </Section>
  );
}

/** What begins by itself, and when next? The page says already which service is down. */
function Schedules() {
  const enabled = useMayAdminister();
  const ofChurn = useQuery({ ...churn.query('/admin/churn/schedule'), enabled });
  const ofRecommender = useQuery({ ...recommender.query('/admin/recommender/schedule'), enabled });
  if (!enabled) return null;
  const schedules = [...(ofChurn.data?.schedules ?? []), ...(ofRecommender.data?.schedules ?? [])];
  return (
    <Section title={words.schedules.title} note={words.schedules.note}>
      {ofChurn.isPending || ofRecommender.isPending ? (
        <Loading />
      ) : (
        <Records
          rows={schedules.map(({ kind, cron, timezone, nextAt, lastJob }) => ({
            job: nameOfKind(kind),
            schedule: cron === null ? words.schedules.never : words.schedules.at(cron, timezone),
            nextRun: nextAt === null ? null : time(nextAt),
            newestJob: lastJob && <Badge state={lastJob.state} />,
          }))}
        />
      )}
    </Section>
  );
}
