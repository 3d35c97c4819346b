import { useQuery } from '@tanstack/react-query';
import { churn, ingest } from '../../data/service.js';
import { change, count, share } from '../../format/numbers.js';
import { day, weekdayOf } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { median, rejectedShare } from './checks.js';

const words = texts.overview.day;
const WEEK = 7;
const COURSE_DAYS = 28;
const KINDS = ['play', 'download', 'search'] as const;

/** The newest day in figures, each beside the same weekday of the four weeks before. */
export function DayFigures() {
  const quality = useQuery(ingest.query('/ingest/quality'));
  const lifecycle = useQuery(churn.query('/churn/lifecycle', { params: { query: { by: 'day' } } }));
  return (
    <Answer of={quality}>
      {({ days }) => {
        const newest = days.at(-1);
        if (newest === undefined) {
          return (
            <Section title={words.title}>
              <Empty>{words.none}</Empty>
            </Section>
          );
        }
        const users = (lifecycle.data?.periods ?? [])
          .filter(({ from }) => from <= newest.day)
          .map((period) => period.users ?? 0);
        return (
          <Section title={words.titleOf(day(newest.day))} note={words.note(weekdayOf(newest.day))}>
            <Figures>
              {users.length > 0 && <CountFigure name={words.users} values={users} />}
              {KINDS.map((kind) => (
                <CountFigure
                  key={kind}
                  name={words.events[kind]}
                  values={days.map(({ events }) => events[kind])}
                />
              ))}
              <Figure
                name={words.rejected}
                value={share(rejectedShare(newest), 2)}
                note={words.ofLines(count(newest.lines))}
                course={days.slice(-COURSE_DAYS).map(rejectedShare)}
              />
            </Figures>
          </Section>
        );
      }}
    </Answer>
  );
}

function CountFigure({ name, values }: { name: string; values: readonly number[] }) {
  const newest = values.at(-1)!;
  const before = [1, 2, 3, 4].flatMap((weeks) => values.at(-1 - weeks * WEEK) ?? []);
  const usual = median(before);
  return (
    <Figure
      name={name}
      value={count(newest)}
      note={usual > 0 ? words.beside(change(newest / usual - 1)) : words.noUsual}
      course={values.slice(-COURSE_DAYS)}
    />
  );
}
