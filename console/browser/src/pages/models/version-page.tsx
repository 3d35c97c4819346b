import { Link, useParams } from 'wouter';
import { useVersion, useVersions } from '../../data/models.js';
import type { ModelKind, Version, VersionDetail } from '../../data/models.js';
import { count } from '../../format/numbers.js';
import { day, time } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import type { Tone } from '../../parts/badge.js';
import { Facts, Page, Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { ChurnReportSections } from './churn-report.js';
import { ChurnVerdict } from './churn-verdict.js';
import { MeasureTable } from './measure-table.js';
import styles from './models.module.css';
import { Promote } from './promotion.js';
import { RecommenderReportSections } from './recommender-report.js';
import { pathOfVersion, verdictOf, VersionState } from './version-state.js';

const words = texts.models.detail;

/** How good is this version, and what did the gate say of it? */
export default function VersionPage() {
  const params = useParams<{ kind: ModelKind; version: string }>();
  const { kind } = params;
  const version = useVersion(kind, Number(params.version));
  const versions = useVersions(kind);
  const live = versions.data?.find(({ state }) => state === 'live')?.version ?? null;
  return (
    <Page
      title={words.title(texts.models.kinds[kind], params.version)}
      lead={
        <>
          {version.data?.synthetic === true && `${words.synthetic} `}
          <Link href="/models">{words.all}</Link>
        </>
      }
      actions={version.data !== undefined && <Promote kind={kind} version={version.data} live={live} />}
    >
      <Answer of={version}>{(data) => <Detail kind={kind} version={data} live={live} />}</Answer>
    </Page>
  );
}

function Detail({ kind, version, live }: { kind: ModelKind; version: VersionDetail; live: number | null }) {
  const { churn, recommender } = version.reports;
  return (
    <>
      {churn !== undefined && <ChurnVerdict version={version} report={churn} />}
      <Facts
        facts={[
          [words.state, <VersionState key="state" state={version.state} />],
          [words.trained, time(version.createdAt)],
          [words.data, daysOf(version)],
          [words.users, version.users === null ? words.unknown : count(version.users)],
          [words.code, version.codeVersion],
        ]}
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
            <Link className="button" href={`${pathOfVersion(kind, version.version)}/beside/${live}`}>
              {words.besideLive(live)}
            </Link>
          )
        }
      >
        {version.measures.length === 0 ? (
          <Empty>{words.noMeasures}</Empty>
        ) : (
          <MeasureTable versions={[version]} />
        )}
      </Section>
      {churn !== undefined && <ChurnReportSections version={version} report={churn} />}
      {recommender !== undefined && <RecommenderReportSections report={recommender} />}
      <Section title={words.parameters} isFolded>
        <ValueList value={version.parameters} />
      </Section>
    </>
  );
}

const TONES: Record<string, Tone> = {
  Passed: 'good',
  Failed: 'bad',
  Undecided: 'warn',
  'Not counted': 'plain',
};

/** What the gate found, a line for each of its checks. */
function Verdict({ gate }: Pick<Version, 'gate'>) {
  if (gate.reasons.length === 0) return <p>{words.noReasons}</p>;
  return (
    <ul className={styles.reasons}>
      {gate.reasons.map((reason) => {
        const [, verdict, found] = /^(\w[\w ]*): (.*)$/s.exec(reason) ?? [];
        const tone = verdict === undefined ? undefined : TONES[verdict];
        return (
          <li key={reason}>
            {tone !== undefined && <Badge tone={tone}>{verdict!.toLowerCase()}</Badge>}
            <p>
              <ServiceText>{tone === undefined ? reason : capitalised(found!)}</ServiceText>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function daysOf({ dataFrom, dataTo }: Version): string {
  return dataFrom === null || dataTo === null ? words.unknown : `${day(dataFrom)} – ${day(dataTo)}`;
}
