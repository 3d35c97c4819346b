import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import type { RecommenderComponents } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { Answer } from '../../parts/answer.js';
import { Page, Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { InterestedUsers } from './interested-users.js';
import { Singer } from './singers.js';

const words = texts.songs;

const SIMILAR: readonly Column<RecommenderComponents['schemas']['SimilarSingerDto']>[] = [
  { isText: true, name: words.columns.singer, value: (singer) => <Singer of={singer} /> },
  { name: words.columns.similarity, value: ({ similarity }) => measure(similarity, 3), isNumber: true },
];

/** Who should hear this singer, and who is like them? */
export default function SingerPage() {
  const { singerId } = useParams<{ singerId: string }>();
  const path = { singerId };
  const similar = useQuery(
    recommender.query('/recommend/singers/{singerId}/similar', { params: { path, query: { limit: 20 } } }),
  );
  const name = similar.data?.name;
  return (
    <Page
      title={name ?? words.singerTitle}
      lead={
        name !== undefined && <Link href={`/songs?search=${encodeURIComponent(name)}`}>{words.songsOf}</Link>
      }
      back={['/songs', words.all]}
    >
      <InterestedUsers
        name={singerId}
        ask={(query) =>
          recommender.send('get', '/recommend/singers/{singerId}/users', { params: { path, query } })
        }
      />
      <Section title={words.similarSingers} note={words.similarNote}>
        <Answer of={similar}>
          {({ singers, reason }) => <Table columns={SIMILAR} rows={singers} empty={reason} />}
        </Answer>
      </Section>
    </Page>
  );
}
