import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useIdOfPage } from '../../data/address.js';
import type { RecommenderComponents } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { Answer } from '../../parts/answer.js';
import { Page, Section } from '../../parts/page.js';
import { Song } from '../../parts/song.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { HideSong } from './hide-song.js';
import { InterestedUsers } from './interested-users.js';

type SimilarSong = RecommenderComponents['schemas']['SimilarSongDto'];
const words = texts.songs;

const SIMILAR: readonly Column<SimilarSong>[] = [
  { isText: true, name: words.columns.song, value: (song) => <Song {...song} /> },
  { name: words.columns.similarity, value: ({ similarity }) => measure(similarity, 3), isNumber: true },
];

/** Who should hear this song, and what is like it? */
export default function SongPage() {
  const songId = useIdOfPage('songId');
  const similar = useQuery(
    recommender.query('/recommend/songs/{songId}/similar', {
      params: { path: { songId }, query: { limit: 20 } },
    }),
  );
  const hidden = useQuery({
    ...recommender.query('/admin/songs/hidden', { params: { query: { limit: 200 } } }),
    retry: false,
  });
  const { title = null, singer = null } = similar.data ?? {};
  const isHidden = hidden.data?.songs.some((song) => song.songId === songId) === true;
  return (
    <Page
      title={title ?? words.unnamed(songId)}
      lead={
        <>
          {singer !== null && (
            <Link href={`/songs?search=${encodeURIComponent(singer)}`}>
              <bdi>{singer}</bdi>
            </Link>
          )}{' '}
          {isHidden && words.isHidden}
        </>
      }
      back={['/songs', words.all]}
      actions={hidden.data !== undefined && <HideSong song={{ songId, title }} isHidden={isHidden} />}
    >
      <InterestedUsers
        name={songId}
        ask={(query) =>
          recommender.send('get', '/recommend/songs/{songId}/users', { params: { path: { songId }, query } })
        }
      />
      <Section title={words.similar} note={words.similarNote}>
        <Answer of={similar}>
          {({ songs, reason }) => <Table columns={SIMILAR} rows={songs} empty={reason} />}
        </Answer>
      </Section>
    </Page>
  );
}
