import { useMutation, useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { Problem } from '../../data/problem.js';
import { churn } from '../../data/service.js';
import { percentage, share } from '../../format/numbers.js';
import { day, dayBefore } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { linesOver } from '../../parts/charts.js';
import { Doubtful } from '../../parts/doubtful.js';
import { Failure } from '../../parts/failure.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';

const words = texts.people.risk;

/** Half a year of daily scores, in one page. */
const DAYS_SHOWN = 180;
const PERCENT = [0, 100] as const;
/** So many weeks before the first stored score are computed on request. */
const WEEKS = 8;

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
  const { target, otherTarget } = score;
  const what = { inactive: words.probability, ended: words.ends };
  return (
    <>
      <Figures>
        <Figure
          name={what[target](horizonDays, day(snapshotDate))}
          value={share(probability)}
          note={interval && words.interval(share(interval.low), share(interval.high))}
        />
        {otherTarget !== null && (
          <Figure
            name={what[otherTarget.target](otherTarget.horizonDays, day(snapshotDate))}
            value={share(otherTarget.probability)}
            note={texts.models.version(otherTarget.modelVersion)}
          />
        )}
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
      <RiskOverTime userId={score.userId} scoredOn={snapshotDate} />
    </>
  );
}

/**
 * What was said of the user on the days that have been scored and, on request, would have been in the weeks
 * before.
 */
function RiskOverTime({ userId, scoredOn }: { userId: string; scoredOn: string }) {
  const { data } = useQuery(
    churn.query('/churn/{userId}/history', {
      params: { path: { userId }, query: { limit: DAYS_SHOWN } },
    }),
  );
  const before = useMutation({
    mutationFn: () => weeksBefore(userId, data?.scores.at(-1)?.snapshotDate ?? scoredOn),
  });
  if (data === undefined) return null;
  const scores = [...(before.data ?? []), ...data.scores.toReversed()];
  const weeks = (
    <>
      <div>
        <button type="button" disabled={before.isPending || before.isSuccess} onClick={() => before.mutate()}>
          {words.weeks(WEEKS)}
        </button>
      </div>
      {before.data !== undefined && <p className="note">{words.computed(before.data.length)}</p>}
      {before.error !== null && <Failure problem={before.error} />}
    </>
  );
  if (scores.length < 2)
    return (
      <>
        <p className="note">{words.noCourse}</p>
        {weeks}
      </>
    );
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
      {weeks}
    </>
  );
}

/** What the live version says of the weeks before a day, oldest first, without those that it cannot score. */
async function weeksBefore(userId: string, first: string) {
  const days = Array.from({ length: WEEKS }, (_, n) => dayBefore(first, 7 * (WEEKS - n)));
  const scores = await Promise.all(
    days.map((asOf) =>
      churn
        .send('get', '/churn/{userId}', { params: { path: { userId }, query: { asOf } } })
        .catch((error: unknown) => {
          if (error instanceof Problem && [404, 409].includes(error.status)) return null;
          throw error;
        }),
    ),
  );
  return scores.filter((score) => score !== null);
}
