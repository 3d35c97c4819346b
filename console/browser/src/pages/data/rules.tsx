import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Ingest } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { share } from '../../format/numbers.js';
import { Answer, Empty } from '../../parts/answer.js';
import { barsOver } from '../../parts/charts.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { Records, Wrapped } from '../../parts/records.js';
import { texts } from '../../texts.js';
import { dataTexts } from '../../texts/data.js';

type Day = Ingest['QualityDayDto'];
type What = 'rejected' | 'repaired';
const words = dataTexts;
/** As many as the plot has colours; all of them are in the table. */
const SHOWN = 6;

interface Rule {
  name: string;
  lines: number;
  part: number;
  /** Day on which it met most lines. */
  worst: string;
}

/** Which rules reject or repair lines, when, and in which archives? */
export function Rules({ what }: { what: What }) {
  const answer = useQuery(ingest.query('/ingest/quality'));
  const { title, note, byDay, none, of } = words.rules[what];
  return (
    <Section title={title} note={note} isFolded>
      <Answer of={answer}>
        {({ days, meanings }) => {
          const rules = rulesOf(days, what);
          if (rules.length === 0) return <Empty>{none}</Empty>;
          return (
            <>
              <Plot draw={barsOver(days, ({ day: on }) => on)(byDay, of, seriesOf(rules, what))} />
              <Records
                rows={rules.map(({ name, lines, part, worst }) => ({
                  rule: (
                    <Wrapped>
                      <p>{meanings[name]}</p>
                      <code className="note">{name}</code>
                    </Wrapped>
                  ),
                  [of]: lines,
                  shareOfAllLines: share(part, 3),
                  mostOn: worst,
                  samples:
                    what === 'repaired' ? null : (
                      <Link href={`/data?rejectedBy=${name}`} aria-label={words.archivesOf(name)}>
                        {words.showArchives}
                      </Link>
                    ),
                }))}
              />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}

/** Counts of a day by the first rules, and by all others. */
function seriesOf(rules: readonly Rule[], what: What): Record<string, (day: Day) => number> {
  const of = (name: string) => (day: Day) => day[what][name] ?? 0;
  const first = rules.slice(0, SHOWN).map(({ name }) => [name, of(name)] as const);
  const others = rules.slice(SHOWN).map(({ name }) => of(name));
  return {
    ...Object.fromEntries(first),
    ...(others.length === 0 ? {} : { [words.others]: (day: Day) => sum(others.map((one) => one(day))) }),
  };
}

/** The largest first. */
function rulesOf(days: readonly Day[], what: What): Rule[] {
  const lines = sum(days.map((day) => day.lines));
  const names = [...new Set(days.flatMap((of) => Object.keys(of[what])))];
  return names
    .map((name) => {
      const worst = days.reduce((most, day) =>
        (day[what][name] ?? 0) > (most[what][name] ?? 0) ? day : most,
      );
      const own = sum(days.map((of) => of[what][name] ?? 0));
      return { name, lines: own, part: own / Math.max(1, lines), worst: worst.day };
    })
    .filter((rule) => rule.lines > 0)
    .sort((a, b) => b.lines - a.lines);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const KINDS = ['play', 'download', 'search'] as const;

/** Which kinds of events came out of the lines of each day? */
export function EventMix() {
  const answer = useQuery(ingest.query('/ingest/quality'));
  return (
    <Section isFolded title={words.mix.title}>
      <Answer of={answer}>
        {({ days }) => {
          if (days.length === 0) return <Empty>{words.nothing}</Empty>;
          const series = Object.fromEntries(
            KINDS.map((kind) => [texts.kinds[kind], ({ events }: Day) => events[kind]]),
          );
          return <Plot draw={barsOver(days, ({ day }) => day)(words.mix.byDay, words.mix.events, series)} />;
        }}
      </Answer>
    </Section>
  );
}
