import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { recommender } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { Singer } from '../../parts/cells.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { songsTexts } from '../../texts/songs.js';
import { InterestedUsers } from './interested-users.js';

const words = songsTexts;

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
        title={name ?? words.singerTitle}
        ask={(query) =>
          recommender.send('get', '/recommend/singers/{singerId}/users', { params: { path, query } })
        }
      />
      <ListSection
        title={words.similarSingers}
        note={words.similarNote}
        of={similar}
        rows={({ singers }) =>
          singers.map((one) => ({ singer: <Singer of={one} />, similarity: measure(one.similarity, 3) }))
        }
        empty={({ reason }) => reason}
      />
    </Page>
  );
}
