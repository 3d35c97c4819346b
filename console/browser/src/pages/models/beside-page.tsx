import { Link, useParams } from 'wouter';
import { useVersion } from '../../data/models.js';
import type { ModelKind, VersionDetail } from '../../data/models.js';
import { addressOf } from '../../data/service.js';
import { day, time } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Page, Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { MeasureTable } from './measure-table.js';
import { VersionPlots } from './version-plots.js';
import { pathOfVersion, verdictOf, VersionState } from './version-state.js';

const words = texts.models.beside;

/** What is different between two versions, and which is better? */
export default function BesidePage() {
  const params = useParams<{ kind: ModelKind; version: string; other: string }>();
  const { kind } = params;
  const first = useVersion(kind, Number(params.version));
  const second = useVersion(kind, Number(params.other));
  return (
    <Page
      title={words.title(texts.models.kinds[kind], params.version, params.other)}
      lead={
        <>
          {words.lead} <Link href="/models">{texts.models.detail.all}</Link>
        </>
      }
    >
      <Answer of={first}>
        {(one) => <Answer of={second}>{(other) => <Beside kind={kind} versions={[one, other]} />}</Answer>}
      </Answer>
    </Page>
  );
}

function Beside({ kind, versions }: { kind: ModelKind; versions: [VersionDetail, VersionDetail] }) {
  const [first, second] = versions;
  return (
    <>
      <Section title={words.facts}>
        <Table
          caption={words.facts}
          columns={[
            { name: texts.plots.what, value: ({ name }) => name },
            ...versions.map((version, place) => ({
              name: texts.models.version(version.version),
              value: (row: ReturnType<typeof factsOf>[number]) => row.values[place],
            })),
          ]}
          rows={factsOf(kind, versions)}
          keyOf={({ name }) => name}
        />
      </Section>
      <Section title={texts.models.detail.measures} note={words.measuresNote}>
        <MeasureTable versions={versions} />
      </Section>
      <Section
        title={words.curves}
        note={words.curvesNote}
        actions={
          kind === 'churn' && (
            <a
              className="button"
              href={addressOf('churn', '/churn/models/{version}/beside/{other}', {
                path: { version: first.version, other: second.version },
              })}
            >
              {words.report}
            </a>
          )
        }
      >
        <VersionPlots kind={kind} versions={versions} />
      </Section>
      <Section title={words.parameters}>
        <Differences of={first} beside={second} />
      </Section>
    </>
  );
}

function factsOf(kind: ModelKind, versions: readonly VersionDetail[]) {
  const { detail } = texts.models;
  return [
    {
      name: detail.state,
      values: versions.map(({ state, version }) => (
        <Link key={version} href={pathOfVersion(kind, version)}>
          <VersionState state={state} />
        </Link>
      )),
    },
    { name: detail.trained, values: versions.map(({ createdAt }) => time(createdAt)) },
    {
      name: detail.data,
      values: versions.map(({ dataTo }) => (dataTo === null ? detail.unknown : day(dataTo))),
    },
    { name: detail.gate, values: versions.map(verdictOf) },
  ];
}

/** Parameters that are not the same. */
function Differences({ of, beside }: { of: VersionDetail; beside: VersionDetail }) {
  const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const names = [...new Set([...Object.keys(of.parameters), ...Object.keys(beside.parameters)])];
  const rows = names
    .map((name) => ({ name, first: written(of.parameters[name]), second: written(beside.parameters[name]) }))
    .filter(({ first, second }) => first !== second);
  if (rows.length === 0) return <Empty>{words.sameParameters}</Empty>;
  return (
    <Table
      caption={words.parameters}
      columns={[
        { name: words.parameter, value: ({ name }) => <code>{name}</code> },
        { isText: true, name: texts.models.version(of.version), value: ({ first }) => first },
        { isText: true, name: texts.models.version(beside.version), value: ({ second }) => second },
      ]}
      rows={rows}
      keyOf={({ name }) => name}
    />
  );
}
