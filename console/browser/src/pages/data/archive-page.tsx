import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import type { Ingest } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { bytes, count } from '../../format/numbers.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Page, Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { dataTexts } from '../../texts/data.js';
import { DeleteArchive } from './archive-actions.js';

const words = dataTexts;

/** What became of every line of this archive? */
export default function ArchivePage() {
  const { id } = useParams<{ id: string }>();
  const answer = useQuery(ingest.query('/ingest/archives/{id}', { params: { path: { id: Number(id) } } }));
  return (
    <Page
      title={answer.data?.name ?? words.archiveTitle}
      lead={words.archiveLead}
      back={['/data', words.all]}
      actions={answer.data !== undefined && <DeleteArchive of={answer.data} />}
    >
      <Answer of={answer}>{(archive) => <Detail archive={archive} />}</Answer>
    </Page>
  );
}

function Detail({ archive }: { archive: Ingest['ArchiveDetailDto'] }) {
  const { state, day: of, kind, meaning, reason, byteCount, lineCount, eventCount, finishedAt } = archive;
  return (
    <>
      <ValueList
        value={{
          state: <Badge state={state} />,
          reason: reason === null ? null : <ServiceText>{meaning ?? reason}</ServiceText>,
          day: of,
          kind: kind && texts.kinds[kind],
          size: bytes(byteCount),
          lines: lineCount,
          events: eventCount,
          loaded: finishedAt,
        }}
      />
      <RuleList
        title={words.rejections}
        note={words.masked}
        none={words.rules.rejected.none}
        rules={archive.rejections}
      />
      <RuleList title={words.repairs} none={words.noneRepaired} rules={archive.repairs} />
    </>
  );
}

function RuleList(props: {
  title: string;
  note?: string;
  none: string;
  rules: readonly Ingest['RuleCountDto'][];
}) {
  const { title, note, none, rules } = props;
  return (
    <Section title={title} note={note}>
      {rules.length === 0 ? (
        <Empty>{none}</Empty>
      ) : (
        <ul className="stack">
          {rules.map(({ name, meaning, count: lines, samples }) => (
            <li key={name} className="stack">
              <h3>
                <code>{name}</code> {words.linesOf(count(lines))}
              </h3>
              <p>{meaning}</p>
              {samples.length > 0 && (
                <pre tabIndex={0} role="region" aria-label={words.samplesOf(name)} className="box scroll">
                  {samples.map(({ line, text }) => `${line}: ${text}`).join('\n')}
                </pre>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
