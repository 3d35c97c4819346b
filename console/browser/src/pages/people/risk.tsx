import { useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { percentage, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { linesOver } from '../../parts/charts.js';
import { Doubtful } from '../../parts/doubtful.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';

const words = texts.people.risk;

/** Half a year of daily scores, in one page. */
const DAYS_SHOWN = 180;
const PERCENT = [0, 100] as const;

/** How likely is it that the user leaves, since when, and why? */
export function Risk({ userId }: { userId: string }) {
  const answer = useQuery(churn.query('/churn/{userId}', { params: { path: { userId } } }));
  return (
    <Section title={words.title}>
      <Answer of={answer}>{(score) => <Scored score={score} />}</Answer>
    </Section>
  );
}

function Scored({ score }: { score: Churn['ChurnScoreDto'] }) {
  const { probability, interval, band, percentile, snapshotDate, horizonDays, reasons, synthetic, doubtful } =
    score;
  return (
    <>
      <Figures>
        <Figure
          name={words.probability(horizonDays, day(snapshotDate))}
          value={share(probability)}
          note={interval && words.interval(share(interval.low), share(interval.high))}
        />
        <Figure name={words.band} value={<Badge state={band} />} />
        {percentile !== null && (
          <Figure name={words.percentile} value={percentage(percentile)} note={words.percentileNote} />
        )}
      </Figures>
      <Doubtful because={doubtful} />
      {synthetic && <p className="note">{words.synthetic}</p>}
      {reasons.length > 0 && (
        <>
          <h3>{words.reasons}</h3>
          <ul className="bullets">
            {reasons.map(({ sentence }) => (
              <li key={sentence}>
                <ServiceText>{sentence}</ServiceText>
              </li>
            ))}
          </ul>
        </>
      )}
      <RiskOverTime userId={score.userId} />
    </>
  );
}

/** What was said of the user on the days that have been scored. */
function RiskOverTime({ userId }: { userId: string }) {
  const { data } = useQuery(
    churn.query('/churn/{userId}/history', {
      params: { path: { userId }, query: { limit: DAYS_SHOWN } },
    }),
  );
  if (data === undefined) return null;
  const scores = data.scores.toReversed();
  if (scores.length < 2) return <p className="note">{words.noCourse}</p>;
  // A line for each version: their scores are not those of one model.
  const lines = [...new Set(scores.map(({ modelVersion }) => modelVersion))].map((version) => [
    texts.models.version(version),
    (score: (typeof scores)[number]) => (score.modelVersion === version ? 100 * score.probability : null),
  ]) as [string, (score: (typeof scores)[number]) => number | null][];
  const draw = linesOver(
    scores,
    words.courseX,
    ({ snapshotDate }) => snapshotDate,
    PERCENT,
  )(words.course, words.courseY, Object.fromEntries(lines));
  return (
    <>
      <Plot draw={draw} />
      {scores.some(({ outOfTime }) => !outOfTime) && <p className="note">{words.knewLater}</p>}
    </>
  );
}
