import { useQuery } from '@tanstack/react-query';
import { useAddress } from '../../data/address.js';
import { usePages } from '../../data/pages.js';
import { recommender } from '../../data/service.js';
import { count, measure } from '../../format/numbers.js';
import { Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Singer, Song } from '../../parts/cells.js';
import { ListSection } from '../../parts/sections.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Records } from '../../parts/records.js';
import { SearchField } from '../../parts/search-field.js';
import { ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';
import { songsTexts } from '../../texts/songs.js';
import { HideSong } from './hide-song.js';

const words = songsTexts;

/** Which song is it, who should hear it, and what rises now? */
export default function SongsPage() {
  const { of, change } = useAddress();
  const [search, user] = [of('search') ?? '', of('user') ?? ''];
  return (
    <Page title={texts.navigation.songs} lead={words.lead}>
      <Section title={words.find}>
        <SearchField label={words.search} value={search} onSearch={(text) => change({ search: text })} />
        <SearchField
          label={words.asUser}
          landmark={texts.lists.user}
          value={user}
          onSearch={(text) => change({ user: text })}
        />
        {search === '' ? <Empty>{words.howToFind}</Empty> : <FoundSongs search={search} user={user} />}
      </Section>
      {search === '' && <MostHeardSingers />}
      <RisingSongs />
    </Page>
  );
}

function FoundSongs({ search, user }: { search: string; user: string }) {
  const asked = { q: search, limit: 20, includeHidden: true, ...(user === '' ? {} : { userId: user }) };
  const pages = usePages(['recommender', '/search', search, user], (cursor) =>
    recommender.send('get', '/search', { params: { query: { ...asked, cursor } } }),
  );
  const first = pages.data?.pages[0];
  return (
    <>
      {first !== undefined && first.matches > 0 && (
        <p aria-live="polite">{words.matches(count(first.matches))}</p>
      )}
      {first !== undefined && user !== '' && (
        <p>
          <ServiceText>{first.reason ?? words.weighed(measure(first.weight))}</ServiceText>
        </p>
      )}
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
      {first !== undefined && first.singers.length > 0 && (
        <Records
          caption={words.singers}
          rows={first.singers.map((singer) => ({ singer: <Singer of={singer} />, songs: singer.songs }))}
        />
      )}
    </>
  );
}

function MostHeardSingers() {
  const answer = useQuery(recommender.query('/recommend/singers', { params: { query: { limit: 10 } } }));
  return (
    <ListSection
      isFolded
      title={words.singers}
      note={words.singersNote}
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
