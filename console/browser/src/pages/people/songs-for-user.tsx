import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecommenderComponents } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { Song } from '../../parts/song.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import styles from './people.module.css';

type RecommendedSong = RecommenderComponents['schemas']['RecommendedSongDto'];
type SongAgain = RecommenderComponents['schemas']['SongAgainDto'];
const words = texts.people.songs;

const FOR_USER: readonly Column<RecommendedSong>[] = [
  { isText: true, name: words.columns.song, value: (song) => <Song {...song} /> },
  {
    isText: true,
    name: words.columns.because,
    value: ({ because }) =>
      because.length === 0 ? null : (
        <ul className={styles.because}>
          {because.map((song) => (
            <li key={song.songId}>
              <Song {...song} />
            </li>
          ))}
        </ul>
      ),
  },
  { name: words.columns.score, value: ({ score }) => measure(score), isNumber: true },
];
/** Popular songs have nothing that speaks for them but their popularity. */
const POPULAR = FOR_USER.filter(({ name }) => name !== words.columns.because);
const AGAIN: readonly Column<SongAgain>[] = [
  { isText: true, name: words.columns.song, value: (song) => <Song {...song} /> },
  { name: words.columns.lastPlayed, value: ({ lastPlayed }) => day(lastPlayed) },
  { name: words.columns.score, value: ({ score }) => measure(score, 2), isNumber: true },
];

/** Songs that the user has not played, each with the own songs that speak for it. */
export function SongsForUser({ userId }: { userId: string }) {
  const answer = useQuery(
    recommender.query('/recommend/{userId}', { params: { path: { userId }, query: { limit: 10 } } }),
  );
  return (
    <Section
      title={words.forUser}
      note={<ServiceText>{answer.data?.reason ?? words.forUserNote}</ServiceText>}
    >
      <Answer of={answer}>
        {({ songs }) =>
          songs.length === 0 ? (
            <Empty>{words.none}</Empty>
          ) : (
            <Table
              caption={words.forUser}
              columns={songs.some(({ because }) => because.length > 0) ? FOR_USER : POPULAR}
              rows={songs}
              keyOf={({ songId }) => songId}
            />
          )
        }
      </Answer>
    </Section>
  );
}

/** Songs that the user has played and may want to hear again. */
export function SongsAgain({ userId }: { userId: string }) {
  const [mode, setMode] = useState<'favourites' | 'forgotten'>('favourites');
  const answer = useQuery(
    recommender.query('/recommend/{userId}/again', {
      params: { path: { userId }, query: { limit: 10, mode } },
    }),
  );
  return (
    <Section
      title={words.again}
      actions={
        <label>
          {words.mode}{' '}
          <select value={mode} onChange={({ target }) => setMode(target.value as typeof mode)}>
            <option value="favourites">{words.modes.favourites}</option>
            <option value="forgotten">{words.modes.forgotten}</option>
          </select>
        </label>
      }
    >
      <Answer of={answer}>
        {({ songs, reason }) =>
          songs.length === 0 ? (
            <Empty>
              <ServiceText>{reason ?? words.none}</ServiceText>
            </Empty>
          ) : (
            <Table caption={words.again} columns={AGAIN} rows={songs} keyOf={({ songId }) => songId} />
          )
        }
      </Answer>
    </Section>
  );
}
