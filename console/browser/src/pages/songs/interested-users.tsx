import { useState } from 'react';
import type { RecommenderComponents } from '../../data/contracts.js';
import { csvOf } from '../../data/csv.js';
import { everyPage, usePages } from '../../data/pages.js';
import { measure, share } from '../../format/numbers.js';
import { BandBadge, BandChoice } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { USER } from '../../parts/columns.js';
import { ListFile } from '../../parts/list-file.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';

type User = RecommenderComponents['schemas']['InterestedUserDto'];
const words = texts.songs;

const COLUMNS: readonly Column<User>[] = [
  USER,
  { name: words.columns.score, value: ({ score }) => measure(score), isNumber: true },
  { name: words.columns.band, value: ({ churnBand }) => <BandBadge band={churnBand} /> },
  {
    name: words.columns.risk,
    value: ({ churnProbability }) => (churnProbability === null ? null : share(churnProbability)),
    isNumber: true,
  },
];

/** Who should hear a song or a singer, most interested first, by band; also as a file. @param name of the file, too */
export function InterestedUsers({
  name,
  ask,
}: {
  name: string;
  ask: (query: {
    limit: number;
    churnBand: Band | undefined;
    cursor: string | undefined;
  }) => Promise<{ users: User[]; reason: string | null; nextCursor: string | null }>;
}) {
  const [churnBand, setBand] = useState<Band>();
  const pages = usePages(['recommender', 'interested users', name, churnBand], (cursor) =>
    ask({ limit: 20, churnBand, cursor }),
  );
  const content = async () => {
    const rows = await everyPage(
      (cursor) => ask({ limit: 200, churnBand, cursor }),
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
        rows={({ users }) => users}
        columns={COLUMNS}
        empty={pages.data?.pages[0]?.reason ?? words.noUsers}
      />
    </Section>
  );
}
