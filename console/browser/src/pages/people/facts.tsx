import { useQuery } from '@tanstack/react-query';
import { ingest } from '../../data/service.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { texts } from '../../texts.js';

const words = texts.people.facts;

/** What has the service told of the user, since when? */
export function Facts({ userId }: { userId: string }) {
  const answer = useQuery(ingest.query('/ingest/users/{userId}/facts', { params: { path: { userId } } }));
  return (
    <Section isFolded title={words.title}>
      <Answer of={answer}>
        {({ changes }) =>
          changes.length === 0 ? (
            <Empty>{words.none}</Empty>
          ) : (
            <Records
              rows={changes.map(({ label, day: since, value }) => ({
                fact: label,
                value:
                  value === null
                    ? words.unknown
                    : typeof value === 'boolean'
                      ? words[`${value}`]
                      : String(value),
                since: day(since),
              }))}
            />
          )
        }
      </Answer>
    </Section>
  );
}
