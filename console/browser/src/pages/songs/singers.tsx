import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { RecommenderComponents } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { Answer } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';

const words = texts.songs;

const COLUMNS: readonly Column<RecommenderComponents['schemas']['ListedSingerDto']>[] = [
  { isText: true, name: words.columns.singer, value: (singer) => <Singer of={singer} /> },
  { name: words.columns.songs, value: ({ songs }) => count(songs), isNumber: true },
  { name: words.columns.listeners, value: ({ listeners }) => count(listeners), isNumber: true },
];

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
    <Section isFolded title={words.singers} note={search === '' ? words.singersNote : undefined}>
      <Answer of={answer}>
        {({ singers }) => <Table columns={COLUMNS} rows={singers} empty={words.noSinger} />}
      </Answer>
    </Section>
  );
}
