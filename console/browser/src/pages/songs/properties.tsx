import { useQuery } from '@tanstack/react-query';
import { ingest } from '../../data/service.js';
import { Answer } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { listeningTexts } from '../../texts/listening.js';

const words = listeningTexts.properties;

/** What is known of the song, and who says it? */
export function Properties({ songId }: { songId: string }) {
  const answer = useQuery(ingest.query('/ingest/songs/{songId}', { params: { path: { songId } } }));
  return (
    <Section title={words.title} note={words.note}>
      <Answer of={answer}>
        {({ properties }) => (
          <Records
            caption={words.title}
            rows={properties.map(({ name, value, source }) => ({
              [words.name]: name,
              [words.value]: Array.isArray(value) ? value.join(', ') : String(value),
              [words.source]: words.sources[source],
            }))}
            empty={words.none}
          />
        )}
      </Answer>
    </Section>
  );
}
