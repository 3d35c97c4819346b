import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { usePages } from '../../data/pages.js';
import { recommender } from '../../data/service.js';
import { count, measure } from '../../format/numbers.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { SearchField } from '../../parts/search-field.js';
import { Song } from '../../parts/song.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import type { RecommenderComponents } from '../../data/contracts.js';
import { HideSong } from './hide-song.js';
import { Singers } from './singers.js';

type FoundSong = RecommenderComponents['schemas']['FoundSongDto'];
type RisingSong = RecommenderComponents['schemas']['TrendingSongDto'];
const words = texts.songs;

const FOUND: readonly Column<FoundSong>[] = [
  { isText: true, name: words.columns.song, value: (song) => <Song {...song} /> },
  { name: words.columns.events, value: ({ events }) => count(events), isNumber: true },
  {
    name: words.columns.state,
    value: ({ hidden }) => hidden && <Badge state="hidden">{words.hidden}</Badge>,
  },
  { name: words.columns.action, value: (song) => <HideSong song={song} isHidden={song.hidden} /> },
];
const RISING: readonly Column<RisingSong>[] = [
  { isText: true, name: words.columns.song, value: (song) => <Song {...song} /> },
  { name: words.columns.listeners, value: ({ listeners }) => count(listeners), isNumber: true },
  { name: words.columns.rise, value: ({ score }) => measure(score, 1), isNumber: true },
];

/** Which song is it, who should hear it, and what rises now? */
export default function SongsPage() {
  const [params, setParams] = useSearchParams();
  const search = params.get('search') ?? '';
  return (
    <Page title={words.title} lead={words.lead}>
      <Section title={words.find}>
        <SearchField
          label={words.search}
          action={texts.lists.find}
          value={search}
          onSearch={(text) => setParams(text === '' ? {} : { search: text })}
        />
        {search === '' ? <Empty>{words.howToFind}</Empty> : <FoundSongs search={search} />}
      </Section>
      <Singers search={search} />
      <RisingSongs />
    </Page>
  );
}

function FoundSongs({ search }: { search: string }) {
  const pages = usePages(['recommender', '/recommend/songs', search], (cursor) =>
    recommender.send('get', '/recommend/songs', { params: { query: { search, limit: 20, cursor } } }),
  );
  const matches = pages.data?.pages[0]?.matches;
  return (
    <>
      {matches !== undefined && matches > 0 && <p aria-live="polite">{words.matches(count(matches))}</p>}
      <PagedTable
        of={pages}
        rows={({ songs }) => songs}
        columns={FOUND}
        keyOf={({ songId }) => songId}
        empty={words.noneFound(search)}
      />
    </>
  );
}

function RisingSongs() {
  const answer = useQuery(
    recommender.query('/recommend/trending', { params: { query: { days: 7, limit: 20 } } }),
  );
  return (
    <Section title={words.rising} note={words.risingNote}>
      <Answer of={answer}>
        {({ songs, reason }) => <Table columns={RISING} rows={songs} empty={reason} />}
      </Answer>
    </Section>
  );
}
