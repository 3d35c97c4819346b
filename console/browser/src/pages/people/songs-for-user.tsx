import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { recommender } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { Song, Songs } from '../../parts/cells.js';
import { Choice } from '../../parts/choice.js';
import { ListSection } from '../../parts/sections.js';
import { ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';

const words = texts.people.songs;

const MODES = ['favourites', 'forgotten'] as const;

/** Songs that the user has not played, each with the own songs that speak for it. */
export function SongsForUser({ userId }: { userId: string }) {
  const answer = useQuery(
    recommender.query('/recommend/{userId}', { params: { path: { userId }, query: { limit: 10 } } }),
  );
  return (
    <ListSection
      title={words.forUser}
      note={<ServiceText>{answer.data?.reason ?? words.forUserNote}</ServiceText>}
      actions={<Link href={`/songs?user=${encodeURIComponent(userId)}`}>{words.search}</Link>}
      of={answer}
      rows={({ songs }) =>
        songs.map((song) => ({
          song: <Song {...song} />,
          // Popular songs have nothing that speaks for them but their popularity.
          becauseOf: song.because.length === 0 ? null : <Songs of={song.because} />,
          score: measure(song.score),
        }))
      }
      empty={() => words.none}
    />
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
    <ListSection
      title={words.again}
      actions={
        <Choice
          label={words.mode}
          value={mode}
          options={MODES.map((one) => [one, words.modes[one]])}
          onChoose={setMode}
        />
      }
      of={answer}
      rows={({ songs }) =>
        songs.map((song) => ({
          song: <Song {...song} />,
          lastPlayed: song.lastPlayed,
          score: measure(song.score, 2),
        }))
      }
      empty={({ reason }) => reason ?? words.none}
    />
  );
}
