import { useState } from 'react';
import { Link } from 'wouter';
import type { ChurnComponents } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { addressOf, churn } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { BandBadge } from '../../parts/band.js';
import { More } from '../../parts/more.js';
import { Page, Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { Cohorts } from './cohorts.js';
import type { Cell } from './cohorts.js';
import { Decision } from './decision.js';
import { Winback } from './winback.js';

type RankedUser = ChurnComponents['schemas']['RankedUserDto'];
const words = texts.atRisk;

const COLUMNS: readonly Column<RankedUser>[] = [
  { name: words.columns.user, value: ({ userId }) => <Link href={`/people/${userId}`}>{userId}</Link> },
  { name: words.columns.risk, value: ({ probability }) => share(probability), isNumber: true },
  { name: words.columns.band, value: ({ band }) => <BandBadge band={band} /> },
  {
    isText: true,
    name: words.columns.reason,
    value: ({ reasons }) => <ServiceText>{reasons[0]?.sentence}</ServiceText>,
  },
];

/** Who is about to leave, whom is it worth to contact, and with what? */
export default function AtRiskPage() {
  return (
    <Page title={words.title} lead={words.lead}>
      <Decision />
      <RankedUsers />
      <Winback />
    </Page>
  );
}

function RankedUsers() {
  const [cell, setCell] = useState<Cell>({});
  const mayAdminister = useMayAdminister();
  const pages = usePages(['churn', '/churn', cell], (cursor) =>
    churn.send('get', '/churn', { params: { query: { limit: 20, ...cell, cursor } } }),
  );
  const first = pages.data?.pages[0];
  return (
    <Section
      title={words.ranked}
      note={first && words.rankedNote(count(first.population), day(first.snapshotDate), first.horizonDays)}
      actions={
        mayAdminister && (
          <a
            className="button"
            href={addressOf('churn', '/admin/churn/export.csv', { query: { ...cell } })}
            download="churn.csv"
          >
            {words.csv}
          </a>
        )
      }
    >
      <Cohorts chosen={cell} onChoose={setCell} />
      <p aria-live="polite">
        {words.shown(cell.band && texts.bands[cell.band], cell.cohort && day(cell.cohort))}
      </p>
      <Answer of={pages}>
        {({ pages: shown }) => {
          const users = shown.flatMap((page) => page.users);
          if (users.length === 0) return <Empty>{words.nobody}</Empty>;
          return (
            <>
              <Table caption={words.ranked} columns={COLUMNS} rows={users} keyOf={({ userId }) => userId} />
              <More of={pages} />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
