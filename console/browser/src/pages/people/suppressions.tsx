import { usePages } from '../../data/pages.js';
import { churn } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { time } from '../../format/times.js';
import { User } from '../../parts/cells.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { texts } from '../../texts.js';

const words = texts.people.suppressions;

/** Users who may not be contacted, each with what ends that. */
export function Suppressions() {
  return useMayAdminister() ? <List /> : null;
}

function List() {
  const pages = usePages(['churn', '/admin/users/contact-suppressions'], (cursor) =>
    churn.send('get', '/admin/users/contact-suppressions', { params: { query: { limit: 20, cursor } } }),
  );
  return (
    <Section title={words.title} note={words.note} isFolded>
      <PagedTable
        of={pages}
        rows={({ suppressions }) =>
          suppressions.map(({ userId, reason, since, until }) => ({
            user: <User id={userId} />,
            reason,
            since: time(since),
            until,
            change: (
              <ConfirmedAction
                words={words.end}
                of={`${userId} (${reason})`}
                run={() =>
                  churn.send('delete', '/admin/users/{userId}/contact-suppression', {
                    params: { path: { userId }, query: { reason } },
                  })
                }
              />
            ),
          }))
        }
        empty={words.nobody}
      />
    </Section>
  );
}
