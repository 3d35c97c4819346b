import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import type { Recommender } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { share } from '../../format/numbers.js';
import { time } from '../../format/times.js';
import { Badge } from '../../parts/badge.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { Estimate } from '../../parts/records.js';
import { texts } from '../../texts.js';
import { experimentsTexts } from '../../texts/experiments.js';
import { StartExperiment } from './start-experiment.js';

const words = experimentsTexts;

function rowOf({
  name,
  challengerVersions,
  share: part,
  startedAt,
  endedAt,
  endedBy,
}: Recommender['ExperimentDto']) {
  return {
    name: <bdi>{name}</bdi>,
    version: challengerVersions.join(', '),
    shareOfUsers: share(part, 0),
    started: startedAt,
    ended:
      endedAt === null ? (
        <Badge state="running">{words.running}</Badge>
      ) : (
        `${time(endedAt)}${endedBy === null ? '' : `, ${words.endedBy[endedBy]}`}`
      ),
  };
}

function countsOf(of: Recommender['VariantOutcomeDto'] | Recommender['SourceOutcomeDto']) {
  return {
    impressions: of.impressions,
    played: rate(of.clickRate),
    [words.playThroughs]: rate(of.playThroughRate),
    downloads: of.downloads,
  };
}

/** A rate with its interval; none where nothing was shown. */
function rate(of: ComponentProps<typeof Estimate>['of'] | null) {
  return <Estimate of={of ?? { value: null }} as={share} />;
}

/** Is the new version better for those who listen? */
export default function ExperimentsPage() {
  const experiments = useQuery(recommender.query('/admin/recommender/experiments'));
  const running = experiments.data?.experiments.find(({ endedAt }) => endedAt === null);
  return (
    <Page
      title={texts.navigation.experiments}
      lead={words.lead}
      actions={
        experiments.data !== undefined &&
        (running === undefined ? (
          <StartExperiment />
        ) : (
          <ConfirmedAction
            words={words.end}
            of={running.name}
            isDanger
            run={() => recommender.send('delete', '/admin/recommender/experiments/running')}
          />
        ))
      }
    >
      <ListSection
        title={words.all}
        of={experiments}
        rows={({ experiments: all }) => all.map(rowOf)}
        empty={() => words.none}
      />
      <Outcomes />
    </Page>
  );
}

function Outcomes() {
  const outcomes = useQuery(recommender.query('/recommend/outcomes'));
  return (
    <>
      <ListSection
        title={words.byVariant}
        note={words.byVariantNote}
        of={outcomes}
        rows={({ experiments }) =>
          experiments.flatMap(({ name, variants }) =>
            variants.map((of) => ({
              name: <bdi>{name}</bdi>,
              variant: words.variants[of.variant],
              versions: of.modelVersions.join(', '),
              users: of.users,
              ...countsOf(of),
            })),
          )
        }
        empty={() => words.noVariants}
      />
      <ListSection
        title={words.bySource}
        note={words.bySourceNote}
        of={outcomes}
        rows={({ bySource }) =>
          bySource.map((of) => ({
            version: of.modelVersion,
            source: words.sources[of.source],
            ...countsOf(of),
          }))
        }
        empty={() => words.noSources}
      />
    </>
  );
}
