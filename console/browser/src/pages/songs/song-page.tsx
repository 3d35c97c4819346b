import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useIdOfPage } from '../../data/address.js';
import { csvOf } from '../../data/csv.js';
import { recommender } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { Song } from '../../parts/cells.js';
import { ListFile } from '../../parts/list-file.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { songsTexts } from '../../texts/songs.js';
import { HideSong } from './hide-song.js';
import { InterestedUsers } from './interested-users.js';
import { Listening } from './listening.js';
import { Properties } from './properties.js';

const words = songsTexts;

/** Who should hear this song, and what is like it? */
export default function SongPage() {
  const songId = useIdOfPage('songId');
  const similar = useQuery(
    recommender.query('/recommend/songs/{songId}/similar', {
      params: { path: { songId }, query: { limit: 10 } },
    }),
  );
  const next = useQuery(
    recommender.query('/recommend/next', { params: { query: { after: [songId], limit: 10 } } }),
  );
  const hidden = useQuery({
    ...recommender.query('/admin/songs/hidden', { params: { query: { limit: 200 } } }),
    retry: false,
  });
  const { title = null, singer = null } = similar.data ?? {};
  const isHidden = hidden.data?.songs.some((song) => song.songId === songId) === true;
  return (
    <Page
      title={title ?? texts.unnamedSong(songId)}
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
      <Properties songId={songId} />
      <Listening songId={songId} />
      <InterestedUsers
        name={songId}
        title={title ?? texts.unnamedSong(songId)}
        ask={(query) =>
          recommender.send('get', '/recommend/songs/{songId}/users', { params: { path: { songId }, query } })
        }
      />
      <ListSection
        title={words.next}
        note={next.data?.reason ?? words.nextNote}
        of={next}
        rows={({ songs }) =>
          songs.map((song) => ({ song: <Song {...song} />, score: measure(song.score, 3) }))
        }
        empty={({ reason }) => reason}
      />
      <ListSection
        title={words.similar}
        note={words.similarNote}
        actions={
          similar.data && (
            <ListFile
              label={texts.lists.asFile}
              fileName={`similar-to-${songId}.csv`}
              content={() =>
                Promise.resolve(
                  csvOf([
                    ['song_id', 'title', 'singer', 'similarity'],
                    ...similar.data.songs.map((one) => [one.songId, one.title, one.singer, one.similarity]),
                  ]),
                )
              }
            />
          )
        }
        of={similar}
        rows={({ songs }) =>
          songs.map((song) => ({ song: <Song {...song} />, similarity: measure(song.similarity, 3) }))
        }
        empty={({ reason }) => reason}
      />
    </Page>
  );
}
