import { useState } from 'react';
import { Link } from 'wouter';
import { pageOfUser } from '../../data/address.js';
import type { RecommenderComponents } from '../../data/contracts.js';
import { csvOf } from '../../data/csv.js';
import { everyPage, usePages } from '../../data/pages.js';
import { measure, share } from '../../format/numbers.js';
import { Answer, Empty } from '../../parts/answer.js';
import { BandBadge } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { BandChoice } from '../../parts/band-choice.js';
import { ListFile } from '../../parts/list-file.js';
import { More } from '../../parts/more.js';
import { Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';

type User = RecommenderComponents['schemas']['InterestedUserDto'];
const words = texts.songs;

const COLUMNS: readonly Column<User>[] = [
  { name: words.columns.user, value: ({ userId }) => <Link href={pageOfUser(userId)}>{userId}</Link> },
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
      <Answer of={pages}>
        {({ pages: shown }) => {
          const users = shown.flatMap((page) => page.users);
          if (users.length === 0)
            return (
              <Empty>
                <ServiceText>{shown[0]!.reason ?? words.noUsers}</ServiceText>
              </Empty>
            );
          return (
            <>
              <Table caption={words.users} columns={COLUMNS} rows={users} keyOf={({ userId }) => userId} />
              <More of={pages} />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
