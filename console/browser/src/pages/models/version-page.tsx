import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { missedChecks, pageOfVersion, useModels, useVersion, verdictOf } from '../../data/models.js';
import type { ChurnReport, ModelKind, Version, VersionDetail } from '../../data/models.js';
import { churn } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { measure } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Page, Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { churnVerdictTexts } from '../../texts/reports.js';
import { ChurnReportSections } from './churn-report.js';
import { MeasureTable } from './comparison.js';
import { Promote, ShadowSwitch } from './promotion.js';
import { RecommenderReportSections } from './recommender-report.js';
import { VersionFiles } from './version-files.js';

const words = texts.models.detail;

/** How good is this version, and what did the gate say of it? */
export default function VersionPage() {
  const params = useParams<{ kind: ModelKind; version: string }>();
  const { kind } = params;
  const version = useVersion(kind, Number(params.version));
  const models = useModels(kind);
  const live = models.data?.versions.find(({ state }) => state === 'live')?.version ?? null;
  return (
    <Page
      title={words.title(texts.models.kinds[kind], params.version)}
      lead={version.data?.synthetic === true && words.synthetic}
      back={['/models', words.all]}
      actions={
        version.data !== undefined && (
          <>
            <Promote kind={kind} version={version.data} live={live} />
            <ShadowSwitch kind={kind} version={version.data} />
          </>
        )
      }
    >
      <Answer of={version}>{(data) => <Detail kind={kind} version={data} live={live} />}</Answer>
    </Page>
  );
}

function Detail({ kind, version, live }: { kind: ModelKind; version: VersionDetail; live: number | null }) {
  const { churn, recommender } = version.reports;
  const mayAdminister = useMayAdminister();
  return (
    <>
      {churn !== undefined && <ChurnVerdict kind={kind} version={version} report={churn} />}
      <ValueList
        value={{
          state: <Badge state={version.state} />,
          trained: version.createdAt,
          trainingData: daysOf(version),
          testUsers: version.users,
          codeVersion: version.codeVersion,
        }}
      />
      <Section title={words.gate} note={words.verdict(verdictOf(version))}>
        <Verdict gate={version.gate} />
      </Section>
      <Section
        title={words.measures}
        note={words.measuresNote}
        actions={
          live !== null &&
          live !== version.version && (
            <Link className="button" href={`${pageOfVersion(kind, version.version)}/beside/${live}`}>
              {words.besideLive(live)}
            </Link>
          )
        }
      >
        <MeasureTable versions={[version]} />
      </Section>
      {churn !== undefined && <ChurnReportSections version={version} report={churn} />}
      {recommender !== undefined && <RecommenderReportSections report={recommender} />}
      {churn !== undefined && mayAdminister && (
        <VersionFiles version={version.version} target={kind === 'churn-ended' ? 'ended' : 'inactive'} />
      )}
      <Section title={words.parameters} isFolded>
        <ValueList value={version.parameters} />
      </Section>
    </>
  );
}

/** Verdicts of checks, and whether the check counts; other lines are whole sentences. */
const VERDICTS = ['Passed', 'Failed', 'Undecided', 'Not counted'];

/** What the gate found, a line for each of its checks; those that passed are folded where others did not. */
function Verdict({ gate }: Pick<Version, 'gate'>) {
  const missed = missedChecks(gate);
  if (missed.length === 0) return <Checks of={gate.reasons} />;
  const passed = gate.reasons.filter((reason) => !missed.includes(reason));
  return (
    <>
      <Checks of={missed} />
      <details>
        <summary>{words.passed(passed.length)}</summary>
        <Checks of={passed} />
      </details>
    </>
  );
}

function Checks({ of }: { of: readonly string[] }) {
  const rows = of.map((reason) => {
    const [, verdict, found] = /^(\w[\w ]*): (.*)$/s.exec(reason) ?? [];
    const state = VERDICTS.find((one) => one === verdict)?.toLowerCase();
    return {
      verdict: state === undefined ? null : <Badge state={state}>{state}</Badge>,
      check: state === undefined ? reason : capitalised(found!),
    };
  });
  return <Records rows={rows} />;
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function daysOf({ dataFrom, dataTo }: Version): string | null {
  return dataFrom === null || dataTo === null ? null : `${day(dataFrom)} – ${day(dataTo)}`;
}

/** Lowest ROC AUC of each word, the best first. */
const RANKS = [
  [0.8, churnVerdictTexts.ranks.well],
  [0.7, churnVerdictTexts.ranks.fairly],
  [0, churnVerdictTexts.ranks.poorly],
] as const;
/** The share of users that would be contacted. */
const TOP = 0.1;

interface OfChurn {
  kind: ModelKind;
  version: VersionDetail;
  report: ChurnReport;
}

/** How good a churn version is, in one sentence: on test users and, of the live one, today. */
function ChurnVerdict({ kind, version, report }: OfChurn) {
  // Drift and shadow are those of the model that bands use.
  const isServed = useModels(kind).data?.shadow !== undefined && version.state === 'live';
  const { data: drift } = useQuery({ ...churn.query('/churn/drift'), enabled: isServed, retry: false });
  const { test } = report.metrics;
  const top = report.curves.gains.find(({ share }) => share === TOP);
  const gain = report.gainOverRecency.rocAuc.value;
  const today = isServed && drift?.modelVersion === version.version ? drift.expected.to.rocAuc.value : null;
  const parts = [
    top && churnVerdictTexts.flagged(Math.round(100 * top.precision), Math.round(100 * test.churnRate)),
    gain !== null && churnVerdictTexts.beyondRecency(Math.round(1000 * gain) / 10),
    today !== null && churnVerdictTexts.today(measure(today, 2)),
  ];
  const [, rank] = RANKS.find(([from]) => (test.rocAuc ?? 0) >= from)!;
  return (
    <p>{churnVerdictTexts.sentence(rank, parts.filter((part) => typeof part === 'string').join('; '))}</p>
  );
}
