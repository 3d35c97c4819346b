import { barChart } from '#plots';
import { useQuery } from '@tanstack/react-query';
import type { IngestComponents } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { texts } from '../../texts.js';

type Day = IngestComponents['schemas']['UserDayDto'];
const words = texts.people.history;

const DAY_MS = 86_400_000;

/** What has the user done, day by day? */
export function History({ userId }: { userId: string }) {
  const answer = useQuery(ingest.query('/ingest/users/{userId}/days', { params: { path: { userId } } }));
  return (
    <Section title={words.title}>
      <Answer of={answer}>
        {({ days }) => (days.length === 0 ? <Empty>{words.nothing}</Empty> : <Days days={days} />)}
      </Answer>
    </Section>
  );
}

function Days({ days }: { days: Day[] }) {
  const total = (of: (day: Day) => number) => count(days.reduce((sum, day) => sum + of(day), 0));
  return (
    <>
      <Figures>
        <Figure name={words.active} value={count(days.length)} />
        <Figure name={words.plays} value={total(({ plays }) => plays)} />
        <Figure name={words.hours} value={total(({ playSeconds }) => Math.round(playSeconds / 3600))} />
        <Figure name={words.downloads} value={total(({ downloads }) => downloads)} />
        <Figure name={words.searches} value={total(({ searches }) => searches)} />
      </Figures>
      <Plot
        draw={(width) =>
          barChart({
            title: words.byDay,
            yLabel: words.events,
            series: [words.plays, words.downloads, words.searches],
            groups: everyDay(days).map(({ day: of, plays, downloads, searches }) => ({
              name: day(of),
              values: [plays, downloads, searches].map((value) => ({ value })),
            })),
            isStacked: true,
            isSequence: true,
            width,
          })
        }
      />
    </>
  );
}

/** Silent days between have bars too, of nothing. */
function everyDay(days: readonly Day[]): Pick<Day, 'day' | 'plays' | 'downloads' | 'searches'>[] {
  const known = new Map(days.map((day) => [day.day, day]));
  const [first, last] = [Date.parse(days[0]!.day), Date.parse(days.at(-1)!.day)];
  return Array.from({ length: (last - first) / DAY_MS + 1 }, (_, n) => {
    const day = new Date(first + n * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, plays: 0, downloads: 0, searches: 0 };
  });
}
