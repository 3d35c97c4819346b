import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { usePages } from '../../data/pages.js';
import { recommender } from '../../data/service.js';
import { count, measure } from '../../format/numbers.js';
import { Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Singer, Song } from '../../parts/cells.js';
import { ListSection } from '../../parts/sections.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { SearchField } from '../../parts/search-field.js';
import { texts } from '../../texts.js';
import { songsTexts } from '../../texts/songs.js';
import { HideSong } from './hide-song.js';

const words = songsTexts;

/** Which song is it, who should hear it, and what rises now? */
export default function SongsPage() {
  const [params, setParams] = useSearchParams();
  const search = params.get('search') ?? '';
  return (
    <Page title={texts.navigation.songs} lead={words.lead}>
      <Section title={words.find}>
        <SearchField
          label={words.search}
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
    recommender.send('get', '/recommend/songs', {
      params: { query: { search, limit: 20, cursor, includeHidden: true } },
    }),
  );
  const matches = pages.data?.pages[0]?.matches;
  return (
    <>
      {matches !== undefined && matches > 0 && <p aria-live="polite">{words.matches(count(matches))}</p>}
      <PagedTable
        of={pages}
        rows={({ songs }) =>
          songs.map((song) => ({
            song: <Song {...song} />,
            playsAndDownloads: song.events,
            state: song.hidden ? <Badge state="hidden">{words.hidden}</Badge> : null,
            actions: <HideSong song={song} isHidden={song.hidden} />,
          }))
        }
        keys={({ songs }) => songs.map(({ songId }) => songId)}
        empty={words.noneFound(search)}
      />
    </>
  );
}

/** Singers whose name contains a text, or those with most listeners. */
function Singers({ search }: { search: string }) {
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

function RisingSongs() {
  const answer = useQuery(
    recommender.query('/recommend/trending', { params: { query: { days: 7, limit: 20 } } }),
  );
  return (
    <ListSection
      title={words.rising}
      note={words.risingNote}
      of={answer}
      rows={({ songs }) =>
        songs.map((song) => ({
          song: <Song {...song} />,
          listeners: song.listeners,
          trend: measure(song.score, 1),
        }))
      }
      empty={({ reason }) => reason}
    />
  );
}
