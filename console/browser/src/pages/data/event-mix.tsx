import { useQuery } from '@tanstack/react-query';
import type { IngestComponents } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { Answer, Empty } from '../../parts/answer.js';
import { barsOver } from '../../parts/charts.js';
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
    <Section isFolded title={words.title}>
      <Answer of={answer}>
        {({ days }) => {
          if (days.length === 0) return <Empty>{dataTexts.nothing}</Empty>;
          const series = Object.fromEntries(
            KINDS.map((kind) => [texts.kinds[kind], ({ events }: Day) => events[kind]]),
          );
          return <Plot draw={barsOver(days, ({ day }) => day)(words.byDay, words.events, series)} />;
        }}
      </Answer>
    </Section>
  );
}
