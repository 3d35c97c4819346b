import { useQuery } from '@tanstack/react-query';
import { useAcknowledgements } from '../../data/acknowledgements.js';
import type { Acknowledgement } from '../../data/acknowledgements.js';
import { useJobs } from '../../data/jobs.js';
import { useModels } from '../../data/models.js';
import type { ModelKind } from '../../data/models.js';
import type { Problem } from '../../data/problem.js';
import { churn, ingest } from '../../data/service.js';
import { ago, day } from '../../format/times.js';
import { Acknowledge, saidOf } from '../../parts/acknowledge.js';
import { Empty, Loading } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Failure } from '../../parts/failure.js';
import { Page, Section } from '../../parts/page.js';
import { Records, Wrapped } from '../../parts/records.js';
import { PageLink, ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';
import { StartJob } from '../jobs/start-job.js';
import { checkJobs } from './check-jobs.js';
import { checkAlerts, checkCoverage, checkModel, checkRejected, checkScores, withKnown } from './checks.js';
import type { Check } from './checks.js';
import { DayFigures } from './day-figures.js';

const words = texts.overview;
const EVERY_MINUTE = { refetchInterval: 60_000 };

/**
 * What is wrong now, what is to be done about it, and how was the newest day? Each part shows as soon as its
 * own answer is there.
 */
export default function OverviewPage() {
  const { checks, problems, isPending, newestDay, isSynthetic } = useChecks();
  const urgent = checks.filter(({ urgency }) => urgency === 'act' || urgency === 'look');
  const others = checks.filter((check) => !urgent.includes(check));
  const lead = [words.lead, newestDay && words.upTo(day(newestDay)), isSynthetic && words.synthetic];
  return (
    <Page title={texts.navigation.overview} lead={lead.filter(Boolean).join(' ')}>
      {problems.map((problem) => (
        <Failure key={`${problem.service ?? ''}${problem.code}`} problem={problem} />
      ))}
      <Section title={words.urgent}>
        {urgent.length > 0 && <CheckList checks={urgent} />}
        {isPending ? <Loading /> : urgent.length === 0 && <Empty>{words.nothingUrgent}</Empty>}
      </Section>
      <DayFigures />
      {others.length > 0 && (
        <Section title={words.others}>
          <CheckList checks={others} />
        </Section>
      )}
    </Page>
  );
}

function useChecks() {
  const coverage = useQuery({ ...ingest.query('/ingest/coverage'), ...EVERY_MINUTE });
  const quality = useQuery({ ...ingest.query('/ingest/quality'), ...EVERY_MINUTE });
  const alerts = useQuery({ ...churn.query('/churn/alerts'), ...EVERY_MINUTE });
  const scores = useQuery({ ...churn.query('/churn', { params: { query: { limit: 1 } } }), ...EVERY_MINUTE });
  const models = {
    churn: useModels('churn'),
    'churn-ended': useModels('churn-ended'),
    recommender: useModels('recommender'),
  };
  const jobs = useJobs();
  const known = useAcknowledgements() ?? new Map<string, Acknowledgement>();
  const newestDay = coverage.data?.lastDay ?? null;
  const answers = [coverage, quality, alerts, ...Object.values(models)];
  const checks: Check[] = [
    ...(coverage.data ? [checkCoverage(coverage.data, known)] : []),
    ...(quality.data ? [checkRejected(quality.data)] : []),
    ...(scores.data ? [checkScores(scores.data)] : []),
    // How old a model is is shown next to the newest day.
    ...Object.entries(models).flatMap(([kind, { data }]) =>
      data && !coverage.isPending ? checkModel(kind as ModelKind, data, newestDay) : [],
    ),
    ...(alerts.data ? checkAlerts(alerts.data) : []),
    ...(jobs.isPending ? [] : checkJobs(jobs.jobs, Date.now())),
  ];
  return {
    checks: withKnown(checks, known).sort((a, b) => RANK.indexOf(a.urgency) - RANK.indexOf(b.urgency)),
    problems: distinct([...answers.map(({ error }) => error), ...jobs.problems]),
    isPending: [...answers, scores, jobs].some(({ isPending }) => isPending),
    newestDay,
    isSynthetic: coverage.data?.synthetic ?? false,
  };
}

const RANK = ['act', 'look', 'unknown', 'known', 'fine'];

/** A service that is down is named once, however many questions it leaves open. */
function distinct(errors: readonly (Problem | null)[]): Problem[] {
  const problems = errors.filter((error) => error !== null);
  return problems.filter(
    ({ service, code }, place) =>
      problems.findIndex((other) => other.service === service && other.code === code) === place,
  );
}

/** A row for each check, with what can be done about it. */
function CheckList({ checks }: { checks: readonly Check[] }) {
  return (
    <Records
      rows={checks.map((check) => ({
        check: (
          <>
            <Badge state={check.urgency} /> <strong>{check.name}</strong>
          </>
        ),
        finding: (
          <Wrapped>
            <Found {...check} />
          </Wrapped>
        ),
        actions: <Actions {...check} />,
      }))}
      keys={checks.map(({ name, found }) => name + found)}
    />
  );
}

function Actions({ starts, link, subjects, urgency, name, isPutAside, noted }: Check) {
  return (
    <div className="row">
      {starts !== undefined ? <StartJob kind={starts} /> : link !== undefined && <PageLink {...link} />}
      {subjects !== undefined && urgency !== 'fine' && (
        <Acknowledge subjects={subjects} found={name} noted={noted} isPutAside={isPutAside} />
      )}
    </div>
  );
}

function Found({ found, since, noted, toDo }: Check) {
  return (
    <>
      <p>
        <ServiceText>{found}</ServiceText>
        {since && ` ${words.since(ago(since))}`}
      </p>
      {noted !== undefined && <p>{saidOf(noted)}</p>}
      {toDo !== undefined && (
        <p className="note">
          <ServiceText>{toDo}</ServiceText>
        </p>
      )}
    </>
  );
}
