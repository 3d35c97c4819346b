import { useQuery } from '@tanstack/react-query';
import { ingest } from '../../data/service.js';
import { day } from '../../format/times.js';
import { ListSection } from '../../parts/sections.js';
import { texts } from '../../texts.js';

const words = texts.people.facts;

/** What has the service told of the user, since when? */
export function Facts({ userId }: { userId: string }) {
  const answer = useQuery(ingest.query('/ingest/users/{userId}/facts', { params: { path: { userId } } }));
  return (
    <ListSection
      isFolded
      title={words.title}
      of={answer}
      rows={({ changes }) =>
        changes.map(({ label, day: since, value }) => ({
          fact: label,
          value:
            value === null ? words.unknown : typeof value === 'boolean' ? words[`${value}`] : String(value),
          since: day(since),
        }))
      }
      empty={() => words.none}
    />
  );
}
