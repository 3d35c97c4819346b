import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import type { Churn } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { addressOf, churn } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { User } from '../../parts/cells.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { ListSection } from '../../parts/sections.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { ServiceText } from '../../parts/service-text.js';
import { audiencesTexts } from '../../texts/audiences.js';
import { inWords } from './conditions.js';

const words = audiencesTexts;

/** Who is in this audience, and who has entered or left? */
export default function AudiencePage() {
  const { key = '' } = useParams();
  const answer = useQuery(churn.query('/audiences/{key}', { params: { path: { key } } }));
  return (
    <Page
      title={answer.data?.name ?? key}
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
      <Link className="button" href={`/audiences/${key}/change`}>
        {words.change}
      </Link>
      <ConfirmedAction
        words={words.archive}
        of={name}
        isDanger
        run={() => churn.send('delete', '/admin/audiences/{key}', { params: { path: { key } } })}
        leadsTo={() => '/audiences'}
      />
    </>
  );
}

function Detail({ of: { key, rules, order } }: { of: Churn['AudienceDto'] }) {
  return (
    <>
      <Section title={words.rules} note={words.matches[rules.match ?? 'all']}>
        <ul className="bullets">
          {rules.conditions.map(inWords).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {rules.limit !== undefined && (
          <p>
            {words.limited(count(rules.limit))} <ServiceText>{order?.sentence}</ServiceText>
          </p>
        )}
      </Section>
      <Members audience={key} />
      <Changes audience={key} />
      <History audience={key} />
    </>
  );
}

function Members({ audience }: { audience: string }) {
  const path = { key: audience };
  const pages = usePages(['churn', '/audiences/members', audience], (cursor) =>
    churn.send('get', '/audiences/{key}/members', { params: { path, query: { limit: 20, cursor } } }),
  );
  const formats = useMayAdminister() ? (['csv', 'ndjson'] as const) : [];
  return (
    <Section
      title={words.members}
      note={words.membersNote}
      actions={formats.map((format) => (
        <a
          key={format}
          className="button"
          href={addressOf('churn', '/admin/audiences/{key}/members', { path, query: { format } })}
          download={`${audience}.${format}`}
        >
          {words.file(format.toUpperCase())}
        </a>
      ))}
    >
      <PagedTable
        of={pages}
        rows={({ members }) =>
          members.map(({ userId, probability, since }) => ({
            user: <User id={userId} />,
            churnRisk: share(probability),
            memberSince: since,
          }))
        }
        empty={words.noMembers}
      />
    </Section>
  );
}

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
      <PagedTable
        of={pages}
        rows={({ changes }) =>
          changes.map(({ userId, entered, reason, snapshotDate }) => ({
            user: <User id={userId} />,
            change: entered ? words.entered : words.left,
            reason: words.reasons[reason],
            scoredAsOf: snapshotDate,
          }))
        }
        empty={words.noChanges}
      />
    </Section>
  );
}

function History({ audience }: { audience: string }) {
  const answer = useQuery(
    churn.query('/audiences/{key}/history', { params: { path: { key: audience }, query: { limit: 50 } } }),
  );
  return (
    <ListSection
      isFolded
      title={words.history}
      note={words.historyNote}
      of={answer}
      rows={({ runs }) => runs}
    />
  );
}
