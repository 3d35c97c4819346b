import { useQuery } from '@tanstack/react-query';
import type { Recommender } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { change, count } from '../../format/numbers.js';
import { day, daysFrom } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { linesOver } from '../../parts/charts.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { Records } from '../../parts/records.js';
import { listeningTexts } from '../../texts/listening.js';

const words = listeningTexts;
const WEEK = 7;

/** How often is the song heard, by whom, and where is it recommended? */
export function Listening({ songId }: { songId: string }) {
  const answer = useQuery(
    recommender.query('/recommend/songs/{songId}/listening', { params: { path: { songId } } }),
  );
  return (
    <Section title={words.title} note={words.note}>
      <Answer of={answer}>{(listening) => <Heard of={listening} />}</Answer>
    </Section>
  );
}

function Heard({
  of: { from, to, days: counted, listeners, places },
}: {
  of: Recommender['SongListeningDto'];
}) {
  const known = new Map(counted.map((one) => [one.day, one]));
  const days = from === null || to === null ? [] : daysFrom(from, to);
  const rows = days.map((one) => ({ plays: 0, listeners: 0, ...known.get(one), day: one }));
  const plays = (of: typeof rows) => of.reduce((sum, one) => sum + one.plays, 0);
  const [now, before] = [plays(rows.slice(-WEEK)), plays(rows.slice(-2 * WEEK, -WEEK))];
  return (
    <>
      <Figures>
        <Figure name={words.plays} value={count(plays(rows))} course={rows.map((one) => one.plays)} />
        <Figure
          name={words.listeners}
          value={count(listeners.all)}
          note={words.bands(count(listeners.high), count(listeners.medium), count(listeners.low))}
        />
        {before > 0 && <Figure name={words.trend} value={change(now / before - 1)} note={words.trendNote} />}
      </Figures>
      {counted.length > 0 && (
        <Plot
          draw={linesOver(rows, words.days, (one) => one.day)(
            words.course(day(days[0]!), day(days.at(-1)!)),
            words.courseY,
            { [words.plays]: (one) => one.plays, [words.listeners]: (one) => one.listeners },
          )}
        />
      )}
      <Records
        caption={words.places}
        rows={places.map(({ source, shown, users }) => ({
          [words.place]: words.sources[source] ?? source,
          [words.shown]: shown,
          [words.users]: users,
        }))}
        empty={words.nowhere}
      />
    </>
  );
}
