import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearchParams } from 'wouter';
import { pageOfUser } from '../../data/address.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { User } from '../../parts/cells.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { SearchField } from '../../parts/search-field.js';
import { texts } from '../../texts.js';
import { SeveralUsers } from './several-users.js';
import { Suppressions } from './suppressions.js';

const words = texts.people;

/** Which user is it? */
export default function PeoplePage() {
  const [params, setParams] = useSearchParams();
  const prefix = params.get('prefix') ?? '';
  const [, navigate] = useLocation();
  const queryClient = useQueryClient();
  /** A whole id leads to its user; where no user or several begin so, the list says it. */
  const search = async (text: string) => {
    if (text !== '') {
      const found = ingest.query('/ingest/users', { params: { query: { prefix: text, limit: 2 } } });
      const users = await queryClient.query(found).then(
        (page) => page.users,
        () => [],
      );
      if (users.length === 1 && users[0]!.userId === text) {
        navigate(pageOfUser(text));
        return;
      }
    }
    setParams(text === '' ? {} : { prefix: text });
  };
  return (
    <Page title={texts.navigation.people} lead={words.lead}>
      <Section title={words.find}>
        <SearchField label={words.search} value={prefix} onSearch={(text) => void search(text)} />
        <FoundUsers prefix={prefix} />
      </Section>
      <SeveralUsers />
      <Suppressions />
    </Page>
  );
}

function FoundUsers({ prefix }: { prefix: string }) {
  const pages = usePages(['ingest', '/ingest/users', prefix], (cursor) =>
    ingest.send('get', '/ingest/users', {
      params: { query: { limit: 20, cursor, ...(prefix === '' ? {} : { prefix }) } },
    }),
  );
  return (
    <PagedTable
      of={pages}
      rows={({ users }) =>
        users.map(({ userId, firstDay, lastDay, days, plays, excludedBecause }) => ({
          user: <User id={userId} />,
          firstDay,
          lastDay,
          activeDays: days,
          plays,
          excludedBecause,
        }))
      }
      empty={prefix === '' ? words.nobody : words.noneFound(prefix)}
    />
  );
}
