import type { RecommenderReport } from '../../data/models.js';
import { plotsOfRecommender } from '../../data/version-plots.js';
import { count } from '../../format/numbers.js';
import { linesOver } from '../../parts/charts.js';
import { Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { ReportSection } from '../../parts/sections.js';
import { texts } from '../../texts.js';
import { recommenderReportTexts } from '../../texts/reports.js';
import { VersionPlots } from './version-plots.js';

type Evaluation = NonNullable<RecommenderReport['evaluation']>;

const words = recommenderReportTexts;

/**
 * What a recommender was found to do: next to baselines, by length of list and segment, and how it was
 * fitted.
 */
export function RecommenderReportSections({ report }: { report: RecommenderReport }) {
  const { evaluation, coldPlace, search, next, fits, seconds } = report;
  const { holes, ...data } = report.data;
  return (
    <>
      {evaluation !== null && <HeldOut of={evaluation} />}
      <ReportSection
        title={words.next}
        note={next.reason ?? words.nextNote(count(next.users))}
        rows={next.ways}
      />
      <Fit of={fits} />
      {search !== null && <ReportSection title={words.search} values={search} />}
      <ReportSection
        title={words.data}
        values={{ ...data, coldPlace: coldPlace?.by, coldScale: coldPlace?.scale }}
      />
      <ReportSection title={texts.holes} rows={holes} />
      <ReportSection title={words.seconds} values={seconds} />
    </>
  );
}

/** Next to the baselines, as far as they were evaluated. */
function HeldOut({ of }: { of: Evaluation }) {
  const { model, popularity, neighbours, liveVersion, liveParameters, anchor } = of;
  const named = Object.entries({
    model,
    neighbours,
    popularity,
    liveVersion,
    liveParameters,
    anchor,
  }).flatMap(([name, evaluation]) =>
    evaluation === null ? [] : [{ name: words.models[name as keyof typeof words.models], evaluation }],
  );
  const counts = [of.evaluatedUsers, of.eligibleUsers, of.heldOutPairs, of.unreachablePairs].map(count);
  return (
    <Section title={words.heldOut} note={words.heldOutNote(counts, count(neighbours.users))} isFolded>
      <VersionPlots
        sides={named.map(({ name, evaluation }) => ({ name, plots: plotsOfRecommender(evaluation) }))}
      />
      <Records
        rows={named.flatMap(({ name, evaluation: { at } }) =>
          at.map(({ k, ...figures }) => ({ model: name, lengthOfList: k, ...figures })),
        )}
      />
    </Section>
  );
}

function Fit({ of: { early, served } }: { of: RecommenderReport['fits'] }) {
  const traces = Object.entries({ [words.early]: early, [words.served]: served }).flatMap(([fit, trace]) =>
    trace === null ? [] : [{ fit, ...trace }],
  );
  const iterations = [
    ...traces
      .reduce((most, { losses }) => (losses.length > most.length ? losses : most), served.losses)
      .keys(),
  ];
  return (
    <ReportSection
      title={words.fit}
      plots={[
        linesOver(iterations, words.iteration, (n) => n + 1)(
          words.loss,
          words.lossY,
          Object.fromEntries(traces.map(({ fit, losses }) => [fit, (n: number) => losses[n]])),
        ),
      ]}
      rows={traces}
    />
  );
}
