import { Link, useParams } from 'wouter';
import { pageOfVersion, useVersion, verdictOf } from '../../data/models.js';
import type { ModelKind, VersionDetail } from '../../data/models.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Page, Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { texts } from '../../texts.js';
import { comparisonOf, MeasureTable, SameUsers } from './comparison.js';
import { VersionPlots } from './version-plots.js';

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
      lead={words.lead}
      back={['/models', texts.models.detail.all]}
    >
      <Answer of={first}>
        {(one) => <Answer of={second}>{(other) => <Beside kind={kind} versions={[one, other]} />}</Answer>}
      </Answer>
    </Page>
  );
}

function Beside({ kind, versions }: { kind: ModelKind; versions: [VersionDetail, VersionDetail] }) {
  const [first, second] = versions;
  const champion = comparisonOf(first, second);
  return (
    <>
      <Section title={words.facts}>
        <Records
          rows={versions.map((version) => ({
            version: (
              <Link href={pageOfVersion(kind, version.version)}>{texts.models.version(version.version)}</Link>
            ),
            state: <Badge state={version.state} />,
            trained: version.createdAt,
            trainingDataUpTo: version.dataTo,
            gate: verdictOf(version),
          }))}
        />
      </Section>
      <Section title={texts.models.detail.measures} note={words.measuresNote}>
        <MeasureTable versions={versions} />
      </Section>
      {champion !== null && <SameUsers champion={champion} />}
      <Section title={words.curves} note={words.curvesNote} isFolded>
        <VersionPlots
          sides={versions.map(({ version, plots }) => ({ name: texts.models.version(version), plots }))}
        />
      </Section>
      <Section title={words.parameters}>
        <Differences of={first} beside={second} />
      </Section>
    </>
  );
}

/** Parameters that are not the same. */
function Differences({ of, beside }: { of: VersionDetail; beside: VersionDetail }) {
  const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const names = [...new Set([...Object.keys(of.parameters), ...Object.keys(beside.parameters)])];
  const rows = names
    .map((name) => ({ name, first: written(of.parameters[name]), second: written(beside.parameters[name]) }))
    .filter(({ first, second }) => first !== second)
    .map(({ name, first, second }) => ({
      parameter: <code>{name}</code>,
      [texts.models.version(of.version)]: first,
      [texts.models.version(beside.version)]: second,
    }));
  return <Records rows={rows} empty={words.sameParameters} />;
}
