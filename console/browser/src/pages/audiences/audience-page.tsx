import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import type { ChurnComponents } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { addressOf, churn } from '../../data/service.js';
import { count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { USER } from '../../parts/columns.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { ReportSection } from '../../parts/report-section.js';
import type { Column } from '../../parts/table.js';
import { audiencesTexts } from '../../texts/audiences.js';
import { inWords } from './conditions.js';

type Churn = ChurnComponents['schemas'];
type Change = Churn['AudienceChangesDto']['changes'][number];
const words = audiencesTexts;
const { columns } = words;

/** Who is in this audience, and who has entered or left? */
export default function AudiencePage() {
  const { key = '' } = useParams();
  const answer = useQuery(churn.query('/audiences/{key}', { params: { path: { key } } }));
  return (
    <Page
      title={answer.data?.name ?? words.title}
      lead={answer.data && headlineOf(answer.data)}
      back={['/audiences', words.all]}
      actions={answer.data?.archivedAt === null && <Actions of={answer.data} />}
    >
      <Answer of={answer}>{(audience) => <Detail of={audience} />}</Answer>
    </Page>
  );
}

function headlineOf({ members, newestRun, isCurrent, archivedAt }: Churn['AudienceDto']): string {
  if (archivedAt !== null) return words.archived;
  if (newestRun === null) return words.noRun;
  const { snapshotDate, entered, left } = newestRun;
  const now = words.now(count(members), day(snapshotDate), count(entered), count(left));
  return isCurrent ? now : `${now} ${words.behind}`;
}

function Actions({ of: { key, name } }: { of: Churn['AudienceDto'] }) {
  return (
    <>
      <Link className="button" href={`/campaigns?audience=${key}`}>
        {words.campaign}
      </Link>
      <ConfirmedAction
        label={words.archive.action}
        isDanger
        title={words.archive.asks(name)}
        run={() => churn.send('delete', '/admin/audiences/{key}', { params: { path: { key } } })}
        leadsTo={() => '/audiences'}
      >
        <p>{words.archive.explains}</p>
      </ConfirmedAction>
    </>
  );
}

function Detail({ of: { key, rules } }: { of: Churn['AudienceDto'] }) {
  return (
    <>
      <Section title={words.rules} note={words.matches[rules.match ?? 'all']}>
        <ul className="bullets">
          {rules.conditions.map(inWords).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Section>
      <Members audience={key} />
      <Changes audience={key} />
      <History audience={key} />
    </>
  );
}

const MEMBERS: readonly Column<Churn['AudienceMemberDto']>[] = [
  USER,
  { name: columns.risk, value: ({ probability }) => share(probability), isNumber: true },
  { name: columns.since, value: ({ since }) => day(since) },
];

function Members({ audience }: { audience: string }) {
  const path = { key: audience };
  const pages = usePages(['churn', '/audiences/members', audience], async (cursor) => {
    const query = { limit: 20, cursor };
    // Without a format it is no text.
    return (await churn.send('get', '/audiences/{key}/members', {
      params: { path, query },
    })) as Churn['AudienceMembersDto'];
  });
  return (
    <Section
      title={columns.members}
      note={words.membersNote}
      actions={(['csv', 'ndjson'] as const).map((format) => (
        <a
          key={format}
          className="button"
          href={addressOf('churn', '/audiences/{key}/members', { path, query: { format } })}
          download={`${audience}.${format}`}
        >
          {words.file(format.toUpperCase())}
        </a>
      ))}
    >
      <PagedTable of={pages} rows={({ members }) => members} columns={MEMBERS} empty={words.noMembers} />
    </Section>
  );
}

const CHANGES: readonly Column<Change>[] = [
  USER,
  { name: columns.change, value: ({ entered }) => (entered ? words.entered : words.left) },
  { name: columns.reason, value: ({ reason }) => words.reasons[reason] },
  { name: columns.snapshot, value: ({ snapshotDate }) => day(snapshotDate) },
];

function Changes({ audience }: { audience: string }) {
  const pages = usePages(['churn', '/audiences/changes', audience], async (after) => {
    const query = { limit: 20, after };
    const page = await churn.send('get', '/audiences/{key}/changes', {
      params: { path: { key: audience }, query },
    });
    return { ...page, nextCursor: page.hasMore ? page.after : null };
  });
  return (
    <Section isFolded title={words.changes} note={words.changesNote}>
      <PagedTable of={pages} rows={({ changes }) => changes} columns={CHANGES} empty={words.noChanges} />
    </Section>
  );
}

function History({ audience }: { audience: string }) {
  const answer = useQuery(
    churn.query('/audiences/{key}/history', { params: { path: { key: audience }, query: { limit: 50 } } }),
  );
  return (
    <Answer of={answer}>
      {({ runs }) => <ReportSection title={words.history} note={words.historyNote} rows={runs} />}
    </Answer>
  );
}
