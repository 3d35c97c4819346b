import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecommenderComponents } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Choice } from '../../parts/choice.js';
import { Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { Song } from '../../parts/song.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';

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
        <ul className="stack">
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

const MODES = ['favourites', 'forgotten'] as const;

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
        {({ songs }) => (
          <Table
            columns={songs.some(({ because }) => because.length > 0) ? FOR_USER : POPULAR}
            rows={songs}
            empty={words.none}
          />
        )}
      </Answer>
    </Section>
  );
}

/** Songs that the user has played and may want to hear again. */
export function SongsAgain({ userId }: { userId: string }) {
  const [mode, setMode] = useState<(typeof MODES)[number]>('favourites');
  const answer = useQuery(
    recommender.query('/recommend/{userId}/again', {
      params: { path: { userId }, query: { limit: 10, mode } },
    }),
  );
  return (
    <Section
      title={words.again}
      actions={
        <Choice
          label={words.mode}
          value={mode}
          options={MODES.map((one) => [one, words.modes[one]])}
          onChoose={setMode}
        />
      }
    >
      <Answer of={answer}>
        {({ songs, reason }) => <Table columns={AGAIN} rows={songs} empty={reason ?? words.none} />}
      </Answer>
    </Section>
  );
}
