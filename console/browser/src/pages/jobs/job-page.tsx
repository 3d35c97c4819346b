import { useParams } from 'wouter';
import type { ServiceName } from '../../data/contracts.js';
import { cancelJob, isActive, useJob } from '../../data/jobs.js';
import type { Job } from '../../data/jobs.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Progress } from '../../parts/cells.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page, Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { isEmpty, ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { JobOutcome } from './job-outcome.js';
import { nameOfKind, stepOf, Took } from './job-state.js';

const words = texts.jobs.job;

/** How far is this job, what was it asked to do, and what came out? */
export default function JobPage() {
  const { service, id } = useParams<{ service: ServiceName; id: string }>();
  const job = useJob(service, id);
  const title = job.data === undefined ? texts.navigation.jobs : nameOfKind(job.data.kind);
  return (
    <Page
      title={title}
      lead={words.lead(service)}
      back={['/jobs', words.all]}
      actions={
        job.data !== undefined &&
        isActive(job.data) && (
          <ConfirmedAction words={texts.jobs.cancel} isDanger run={() => cancelJob(service, id)} />
        )
      }
    >
      <Answer of={job}>{(data) => <JobDetail job={{ ...data, service }} />}</Answer>
    </Page>
  );
}

function JobDetail({ job }: { job: Job }) {
  return (
    <>
      <ValueList
        value={{
          state: <Badge state={job.state} />,
          requested: job.createdAt,
          started: job.startedAt,
          finished: job.finishedAt,
          duration: job.startedAt && <Took {...job} />,
        }}
      />
      {isActive(job) && (
        <Section title={words.progress} note={<ServiceText>{stepOf(job)}</ServiceText>}>
          <Progress of={words.progress} fraction={job.progress.fraction} />
          {!isEmpty(job.progress.detail) && <ValueList value={job.progress.detail} />}
        </Section>
      )}
      {job.error !== null && (
        <Section title={words.error}>
          <p className="box" data-kind="bad">
            <ServiceText>{job.error}</ServiceText>
          </p>
        </Section>
      )}
      {!isEmpty(job.result) && (
        <Section
          title={words.result}
          note={
            'nothingNew' in job.result! && job.result.nothingNew ? texts.jobs.learnedNothingNew : undefined
          }
        >
          <JobOutcome job={job} />
        </Section>
      )}
      <Section title={words.input}>
        {isEmpty(job.input) ? <Empty>{words.noInput}</Empty> : <ValueList value={job.input} />}
      </Section>
    </>
  );
}
