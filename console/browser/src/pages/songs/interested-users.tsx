import { useState } from 'react';
import type { Recommender } from '../../data/contracts.js';
import { csvOf } from '../../data/csv.js';
import { everyPage, usePages } from '../../data/pages.js';
import { measure, share } from '../../format/numbers.js';
import { Badge } from '../../parts/badge.js';
import { BandChoice } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { User } from '../../parts/cells.js';
import { ListFile } from '../../parts/list-file.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { texts } from '../../texts.js';

const words = texts.songs;

/**
 * Who should hear a song or a singer, most interested first, by band; also as a file of those who may be
 * contacted.
 * @param name of the file, too
 */
export function InterestedUsers({
  name,
  ask,
}: {
  name: string;
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
  const content = async () => {
    const rows = await everyPage(
      (cursor) => ask({ limit: 200, churnBand, cursor, contactable: true }),
      ({ users }) => users.map((user) => [user.userId, user.score, user.churnProbability, user.churnBand]),
    );
    return csvOf([['user_id', 'score', 'churn_probability', 'churn_band'], ...rows]);
  };
  return (
    <Section
      title={words.users}
      note={words.usersNote}
      actions={
        <>
          <BandChoice band={churnBand} onChoose={setBand} />
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
