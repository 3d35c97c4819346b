import { useQuery } from '@tanstack/react-query';
import type { RecommenderComponents } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { count, share } from '../../format/numbers.js';
import { time } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page, Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { experimentsTexts } from '../../texts/experiments.js';
import { StartExperiment } from './start-experiment.js';

type Experiment = RecommenderComponents['schemas']['ExperimentDto'];
type Variant = RecommenderComponents['schemas']['ExperimentOutcomeDto'];
type Source = RecommenderComponents['schemas']['SourceOutcomeDto'];
const words = experimentsTexts;

const EXPERIMENTS: readonly Column<Experiment>[] = [
  { isText: true, name: words.columns.name, value: ({ name }) => <bdi>{name}</bdi> },
  { name: words.columns.version, value: ({ challengerVersion }) => challengerVersion, isNumber: true },
  { name: words.columns.share, value: ({ share: part }) => share(part, 0), isNumber: true },
  { name: words.columns.started, value: ({ startedAt }) => time(startedAt) },
  {
    name: words.columns.ended,
    value: ({ endedAt, endedBy }) =>
      endedAt === null ? (
        <Badge state="running">{words.running}</Badge>
      ) : (
        `${time(endedAt)}${endedBy === null ? '' : `, ${words.endedBy[endedBy]}`}`
      ),
  },
];

const COUNTS: readonly Column<Variant | Source>[] = [
  { name: words.columns.impressions, value: ({ impressions }) => count(impressions), isNumber: true },
  { name: words.columns.clicks, value: ({ clickRate }) => rate(clickRate), isNumber: true },
  { name: words.columns.playThroughs, value: ({ playThroughRate }) => rate(playThroughRate), isNumber: true },
  { name: words.columns.downloads, value: ({ downloads }) => count(downloads), isNumber: true },
];
const VARIANTS: readonly Column<Variant>[] = [
  { isText: true, name: words.columns.name, value: ({ name }) => <bdi>{name}</bdi> },
  { name: words.columns.variant, value: ({ variant }) => words.variants[variant] },
  { name: words.columns.versions, value: ({ modelVersions }) => modelVersions.join(', ') },
  { name: words.columns.users, value: ({ users }) => count(users), isNumber: true },
  ...COUNTS,
];
const SOURCES: readonly Column<Source>[] = [
  { name: words.columns.version, value: ({ modelVersion }) => modelVersion, isNumber: true },
  { name: words.columns.source, value: ({ source }) => words.sources[source] },
  ...COUNTS,
];

/** A rate with its interval; nothing where nothing was shown. */
function rate(of: { value: number; low: number; high: number } | null): string {
  return of === null ? '–' : words.rate(share(of.value), share(of.low), share(of.high));
}

/** Is the new version better for those who listen? */
export default function ExperimentsPage() {
  const experiments = useQuery(recommender.query('/admin/recommender/experiments'));
  const running = experiments.data?.experiments.find(({ endedAt }) => endedAt === null);
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        experiments.data !== undefined &&
        (running === undefined ? <StartExperiment /> : <EndExperiment name={running.name} />)
      }
    >
      <Section title={words.all}>
        <Answer of={experiments}>
          {({ experiments: all }) => <Table columns={EXPERIMENTS} rows={all} empty={words.none} />}
        </Answer>
      </Section>
      <Outcomes />
    </Page>
  );
}

/** Ends the running experiment once that was confirmed. */
function EndExperiment({ name }: { name: string }) {
  return (
    <ConfirmedAction
      label={words.end}
      isDanger
      title={words.endAsks(name)}
      run={() => recommender.send('delete', '/admin/recommender/experiments/running')}
    >
      <p>{words.endExplains}</p>
    </ConfirmedAction>
  );
}

function Outcomes() {
  const outcomes = useQuery(recommender.query('/recommend/outcomes'));
  return (
    <Answer of={outcomes}>
      {({ byVariant, bySource }) => (
        <>
          <Section title={words.byVariant} note={words.byVariantNote}>
            <Table columns={VARIANTS} rows={byVariant} empty={words.noVariants} />
          </Section>
          <Section title={words.bySource} note={words.bySourceNote}>
            <Table columns={SOURCES} rows={bySource} empty={words.noSources} />
          </Section>
        </>
      )}
    </Answer>
  );
}
