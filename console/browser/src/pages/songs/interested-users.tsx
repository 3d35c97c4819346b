import { useState } from 'react';
import type { Recommender } from '../../data/contracts.js';
import { csvOf } from '../../data/csv.js';
import { everyPage, usePages } from '../../data/pages.js';
import { measure, share } from '../../format/numbers.js';
import { Badge } from '../../parts/badge.js';
import { churn } from '../../data/service.js';
import { BandChoice } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { User } from '../../parts/cells.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { NAMED_FIELDS } from '../../parts/field.js';
import { ListFile } from '../../parts/list-file.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { texts } from '../../texts.js';
import { songsTexts } from '../../texts/songs.js';

const words = songsTexts;

/**
 * Who should listen to a song or a singer, most interested first, by band; also as a file of those who may be
 * contacted.
 * @param name of the file, too @param title what they should listen to
 */
export function InterestedUsers({
  name,
  title,
  ask,
}: {
  name: string;
  title: string;
  ask: (query: {
    limit: number;
    churnBand: Band | undefined;
    cursor: string | undefined;
    contactable?: boolean;
  }) => Promise<{
    users: Recommender['InterestedUserDto'][];
    reason: string | null;
    nextCursor: string | null;
  }>;
}) {
  const [churnBand, setBand] = useState<Band>();
  const pages = usePages(['recommender', 'interested users', name, churnBand], (cursor) =>
    ask({ limit: 20, churnBand, cursor }),
  );
  const everybody = () =>
    everyPage(
      (cursor) => ask({ limit: 200, churnBand, cursor, contactable: true }),
      ({ users }) => users,
    );
  const content = async () => {
    const rows = (await everybody()).map((user) => [
      user.userId,
      user.score,
      user.churnProbability,
      user.churnBand,
    ]);
    return csvOf([['user_id', 'score', 'churn_probability', 'churn_band'], ...rows]);
  };
  return (
    <Section
      title={words.users}
      note={words.usersNote}
      actions={
        <>
          <BandChoice band={churnBand} onChoose={setBand} />
          <ConfirmedAction
            words={words.audience}
            fields={{
              ...NAMED_FIELDS,
              name: { ...NAMED_FIELDS.name, initial: words.audience.nameOf(title) },
              users: { label: words.audience.users, type: 'number', initial: '500', problem: noListSize },
            }}
            run={async ({ users, ...named }) => {
              const ids = (await everybody()).slice(0, Number(users)).map(({ userId }) => userId);
              const conditions = [{ users: { ids } }];
              return churn.send('post', '/admin/audiences', {
                body: { ...named, match: 'all', conditions, order: 'risk', minimumDays: 0 },
              });
            }}
            leadsTo={({ key }) => `/audiences/${key}`}
          />
          <ListFile label={texts.lists.asFile} fileName={`listeners-for-${name}.csv`} content={content} />
        </>
      }
    >
      <PagedTable
        of={pages}
        rows={({ users }) =>
          users.map((user) => ({
            user: <User id={user.userId} />,
            score: measure(user.score),
            band: user.churnBand && <Badge state={user.churnBand} />,
            churnRisk: user.churnProbability === null ? null : share(user.churnProbability),
          }))
        }
        empty={pages.data?.pages[0]?.reason ?? words.noUsers}
      />
    </Section>
  );
}

/** An audience lists at most 10,000 users. */
function noListSize(typed: string): string | null {
  return Number(typed) >= 1 && Number(typed) <= 10_000 ? null : words.audience.noListSize;
}
