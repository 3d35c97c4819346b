import { useQuery } from '@tanstack/react-query';
import { ingest } from '../../data/service.js';
import { ListSection } from '../../parts/sections.js';
import { listeningTexts } from '../../texts/listening.js';

const words = listeningTexts.properties;

/** What is known of the song, and who says it? */
export function Properties({ songId }: { songId: string }) {
  const answer = useQuery(ingest.query('/ingest/songs/{songId}', { params: { path: { songId } } }));
  return (
    <ListSection
      title={words.title}
      note={words.note}
      of={answer}
      rows={({ properties }) =>
        properties.map(({ name, value, source }) => ({
          [words.name]: name,
          [words.value]: Array.isArray(value) ? value.join(', ') : String(value),
          [words.source]: words.sources[source],
        }))
      }
      empty={() => words.none}
    />
  );
}
