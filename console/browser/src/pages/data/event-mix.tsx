import { barChart } from '#plots';
import type { Plot as Drawing } from '#plots';
import { useQuery } from '@tanstack/react-query';
import type { IngestComponents } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { texts } from '../../texts.js';
import { dataTexts } from '../../texts/data.js';

type Day = IngestComponents['schemas']['QualityDayDto'];
const words = dataTexts.mix;
const KINDS = ['play', 'download', 'search'] as const;

/** Which kinds of events came out of the lines of each day? */
export function EventMix() {
  const answer = useQuery(ingest.query('/ingest/quality'));
  return (
    <Section title={words.title}>
      <Answer of={answer}>
        {({ days }) => {
          if (days.length === 0) return <Empty>{dataTexts.nothing}</Empty>;
          const series = Object.fromEntries(
            KINDS.map((kind) => [texts.kinds[kind], ({ events }: Day) => events[kind]]),
          );
          return <Plot draw={(width) => stackedByDay(days, words.byDay, words.events, series, width)} />;
        }}
      </Answer>
    </Section>
  );
}

/** A bar a day, of one part for each series. */
export function stackedByDay(
  days: readonly Day[],
  title: string,
  yLabel: string,
  series: Record<string, (day: Day) => number>,
  width: number,
): Drawing {
  const groups = days.map((of) => ({
    name: day(of.day),
    values: Object.values(series).map((valueOf) => ({ value: valueOf(of) })),
  }));
  return barChart({
    title,
    yLabel,
    series: Object.keys(series),
    groups,
    isStacked: true,
    isSequence: true,
    width,
  });
}
