import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { recommender } from '../../data/service.js';
import { ListSection } from '../../parts/list-section.js';
import { texts } from '../../texts.js';

const words = texts.songs;

/** The name of a singer, with the page of the singer behind it. */
export function Singer({ of: { singerId, name } }: { of: { singerId: string; name: string } }) {
  return (
    <Link href={`/songs/singers/${singerId}`}>
      <bdi>{name}</bdi>
    </Link>
  );
}

/** Singers whose name contains a text, or those with most listeners. */
export function Singers({ search }: { search: string }) {
  const answer = useQuery(
    recommender.query('/recommend/singers', {
      params: { query: { limit: 10, ...(search === '' ? {} : { name: search.slice(0, 100) }) } },
    }),
  );
  return (
    <ListSection
      isFolded
      title={words.singers}
      note={search === '' ? words.singersNote : undefined}
      of={answer}
      rows={({ singers }) =>
        singers.map(({ singerId, name, songs, listeners }) => ({
          singer: <Singer of={{ singerId, name }} />,
          songs,
          listeners,
        }))
      }
      empty={() => words.noSinger}
    />
  );
}
