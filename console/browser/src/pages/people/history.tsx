import { useQuery } from '@tanstack/react-query';
import type { Ingest } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { count, measure } from '../../format/numbers.js';
import { day, daysBetween, daysFrom } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { barsOver } from '../../parts/charts.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { texts } from '../../texts.js';

type Day = Ingest['UserDayDto'];
const words = texts.people.history;
const KINDS = ['plays', 'downloads', 'searches'] as const;

/** What has the user done, day by day, up to the newest loaded day? */
export function History({ userId }: { userId: string }) {
  const answer = useQuery(ingest.query('/ingest/users/{userId}/days', { params: { path: { userId } } }));
  const { data: coverage } = useQuery(ingest.query('/ingest/coverage'));
  const holes = new Set(coverage?.days.flatMap(({ day: of, state }) => (state === 'hole' ? [of] : [])));
  return (
    <Section title={words.title}>
      <Answer of={answer}>
        {({ days }) =>
          days.length === 0 ? (
            <Empty>{words.nothing}</Empty>
          ) : (
            <Days days={days} newest={coverage?.lastDay ?? days.at(-1)!.day} holes={holes} />
          )
        }
      </Answer>
    </Section>
  );
}

/** @param newest loaded day @param holes days of which logs are missing: without an event they are unknown */
function Days({ days, newest, holes }: { days: Day[]; newest: string; holes: ReadonlySet<string> }) {
  const sum = (of: (day: Day) => number) => days.reduce((all, day) => all + of(day), 0);
  const onDays = (of: (day: Day) => number) => words.onDays(days.filter((day) => of(day) > 0).length);
  const last = days.at(-1)!.day;
  const silentDays = Math.max(0, daysBetween(last, newest));
  const known = new Map(days.map((day) => [day.day, day]));
  const every = daysFrom(days[0]!.day, silentDays > 0 ? newest : last);
  return (
    <>
      <Figures>
        <Figure name={words.lastSeen} value={day(last)} note={words.silent(silentDays, day(newest))} />
        <Figure name={words.active} value={count(days.length)} note={words.ofDays(count(every.length))} />
        {KINDS.map((kind) => (
          <Figure
            key={kind}
            name={words[kind]}
            value={count(sum((of) => of[kind]))}
            note={onDays((of) => of[kind])}
          />
        ))}
        <Figure name={words.hours} value={measure(sum(({ playSeconds }) => playSeconds) / 3600, 1)} />
      </Figures>
      <Plot
        draw={barsOver(every, (of) => of)(
          words.byDay,
          words.events,
          Object.fromEntries(
            KINDS.map((kind) => [
              words[kind],
              (of: string) => known.get(of)?.[kind] ?? (holes.has(of) ? null : 0),
            ]),
          ),
        )}
      />
    </>
  );
}
