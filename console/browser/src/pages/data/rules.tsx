import { barChart } from '#plots';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { IngestComponents } from '../../data/contracts.js';
import { addressOf, ingest } from '../../data/service.js';
import { count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts.js';
import styles from './data.module.css';

type Day = IngestComponents['schemas']['QualityDayDto'];
const words = texts.data;

interface Rule {
  name: string;
  lines: number;
  part: number;
  /** Day on which it met most lines. */
  worst: string;
}

/** Which rules reject lines, when, and in which archives? */
export function Rules() {
  const answer = useQuery(ingest.query('/ingest/quality'));
  return (
    <Section
      title={words.rejected}
      note={words.rejectedNote}
      actions={
        <a href={addressOf('ingest', '/ingest/quality.html')} target="_blank" rel="noreferrer">
          {words.qualityPage}
        </a>
      }
    >
      <Answer of={answer}>
        {({ days, meanings }) => {
          const rules = rulesOf(days);
          if (rules.length === 0) return <Empty>{words.noneRejected}</Empty>;
          return (
            <>
              <Plot draw={(width) => rejectedByDay(days, width)} />
              <Table
                caption={words.rejected}
                columns={[
                  {
                    isText: true,
                    name: words.columns.rule,
                    value: ({ name }: Rule) => (
                      <>
                        <p>{meanings[name]}</p>
                        <code className={styles.rule}>{name}</code>
                      </>
                    ),
                  },
                  { name: words.columns.lines, value: ({ lines }: Rule) => count(lines), isNumber: true },
                  { name: words.columns.ofAll, value: ({ part }: Rule) => share(part, 3), isNumber: true },
                  {
                    name: words.columns.worst,
                    value: ({ worst }: Rule) => day(worst),
                  },
                  {
                    name: words.columns.samples,
                    value: ({ name }: Rule) => (
                      <Link href={`/data?rejectedBy=${name}`} aria-label={words.archivesOf(name)}>
                        {words.showArchives}
                      </Link>
                    ),
                  },
                ]}
                rows={rules}
                keyOf={({ name }) => name}
              />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}

function rejectedByDay(days: readonly Day[], width: number) {
  return barChart({
    title: words.rejectedByDay,
    yLabel: words.lines,
    series: [],
    groups: days.map(({ day: of, rejected }) => ({
      name: day(of),
      values: [{ value: sum(Object.values(rejected)) }],
    })),
    isSequence: true,
    isStacked: true,
    width,
  });
}

/** The largest first. */
function rulesOf(days: readonly Day[]): Rule[] {
  const lines = sum(days.map((day) => day.lines));
  const names = [...new Set(days.flatMap(({ rejected }) => Object.keys(rejected)))];
  return names
    .map((name) => {
      const worst = days.reduce((most, day) =>
        (day.rejected[name] ?? 0) > (most.rejected[name] ?? 0) ? day : most,
      );
      const own = sum(days.map(({ rejected }) => rejected[name] ?? 0));
      return { name, lines: own, part: own / Math.max(1, lines), worst: worst.day };
    })
    .filter((rule) => rule.lines > 0)
    .sort((a, b) => b.lines - a.lines);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
