import { useQuery } from '@tanstack/react-query';
import { churn, ingest } from '../../data/service.js';
import { change, count, share } from '../../format/numbers.js';
import { day, dayBefore, daysFrom, weekdayOf } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { rejectedShare } from './checks.js';
import { comparedWithUsual, COURSE_DAYS } from './usual.js';
import type { DayValue } from './usual.js';

const words = texts.overview.day;
const KINDS = ['play', 'download', 'search'] as const;

/** The newest day in figures, each next to the same weekday of the four weeks before; incomplete days are gaps. */
export function DayFigures() {
  const quality = useQuery(ingest.query('/ingest/quality'));
  const coverage = useQuery(ingest.query('/ingest/coverage'));
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
        const shown = daysFrom(dayBefore(newest.day, COURSE_DAYS), newest.day);
        const byDay = new Map(days.map((one) => [one.day, one]));
        const users = new Map(lifecycle.data?.periods.map((period) => [period.from, period.users]));
        const holes = new Set(
          coverage.data?.days.flatMap(({ day: of, kind, state }) =>
            state === 'hole' ? [`${of} ${kind}`] : [],
          ),
        );
        const inSource = new Set(coverage.data?.days.map(({ kind }) => kind));
        return (
          <Section title={words.titleOf(day(newest.day))} note={words.note(weekdayOf(newest.day))}>
            <Figures>
              {users.size > 0 && (
                <CountFigure name={words.users} values={shown.map((of) => users.get(of) ?? null)} />
              )}
              {coverage.data !== undefined &&
                KINDS.filter((kind) => inSource.has(kind)).map((kind) => (
                  <CountFigure
                    key={kind}
                    name={words.events[kind]}
                    values={shown.map((of) =>
                      holes.has(`${of} ${kind}`) ? null : (byDay.get(of)?.events[kind] ?? null),
                    )}
                  />
                ))}
              <Figure
                name={words.rejected}
                value={share(rejectedShare(newest), 2)}
                note={words.ofLines(count(newest.lines))}
                course={shown.map((of) => (byDay.has(of) ? rejectedShare(byDay.get(of)!) : null))}
              />
            </Figures>
          </Section>
        );
      }}
    </Answer>
  );
}

function CountFigure({ name, values }: { name: string; values: readonly DayValue[] }) {
  const newest = values.at(-1) ?? null;
  const difference = comparedWithUsual(values);
  const note = difference === null ? words.noUsual : words.beside(change(difference));
  return (
    <Figure
      name={name}
      value={newest === null ? '–' : count(newest)}
      note={newest === null ? words.incomplete : note}
      course={values}
    />
  );
}
