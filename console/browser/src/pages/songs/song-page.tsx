import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { RecommenderComponents } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { recommender } from '../../data/service.js';
import { measure, share } from '../../format/numbers.js';
import { Answer, Empty } from '../../parts/answer.js';
import { BandBadge } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { BandChoice } from '../../parts/band-choice.js';
import { More } from '../../parts/more.js';
import { Page, Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { Song } from '../../parts/song.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { HideSong } from './hide-song.js';

type Listener = RecommenderComponents['schemas']['InterestedUserDto'];
type SimilarSong = RecommenderComponents['schemas']['SimilarSongDto'];
const words = texts.songs;

const USERS: readonly Column<Listener>[] = [
  { name: words.columns.user, value: ({ userId }) => <Link href={`/people/${userId}`}>{userId}</Link> },
  { name: words.columns.score, value: ({ score }) => measure(score), isNumber: true },
  { name: words.columns.band, value: ({ churnBand }) => <BandBadge band={churnBand} /> },
  {
    name: words.columns.risk,
    value: ({ churnProbability }) => (churnProbability === null ? null : share(churnProbability)),
    isNumber: true,
  },
];
const SIMILAR: readonly Column<SimilarSong>[] = [
  { isText: true, name: words.columns.song, value: (song) => <Song {...song} /> },
  { name: words.columns.similarity, value: ({ similarity }) => measure(similarity, 3), isNumber: true },
];

/** Who should hear this song, and what is like it? */
export default function SongPage() {
  const { songId } = useParams<{ songId: string }>();
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
            <>
              <bdi>{singer}</bdi>{' '}
            </>
          )}
          {isHidden && `${words.isHidden} `}
          <Link href="/songs">{words.all}</Link>
        </>
      }
      actions={hidden.data !== undefined && <HideSong song={{ songId, title }} isHidden={isHidden} />}
    >
      <UsersForSong songId={songId} />
      <Section title={words.similar} note={words.similarNote}>
        <Answer of={similar}>
          {({ songs, reason }) =>
            songs.length === 0 ? (
              <Empty>
                <ServiceText>{reason}</ServiceText>
              </Empty>
            ) : (
              <Table caption={words.similar} columns={SIMILAR} rows={songs} keyOf={(song) => song.songId} />
            )
          }
        </Answer>
      </Section>
    </Page>
  );
}

function UsersForSong({ songId }: { songId: string }) {
  const [band, setBand] = useState<Band>();
  const pages = usePages(['recommender', '/recommend/songs/{songId}/users', songId, band], (cursor) =>
    recommender.send('get', '/recommend/songs/{songId}/users', {
      params: { path: { songId }, query: { limit: 20, churnBand: band, cursor } },
    }),
  );
  return (
    <Section
      title={words.users}
      note={words.usersNote}
      actions={<BandChoice band={band} onChoose={setBand} />}
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
              <Table caption={words.users} columns={USERS} rows={users} keyOf={({ userId }) => userId} />
              <More of={pages} />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
