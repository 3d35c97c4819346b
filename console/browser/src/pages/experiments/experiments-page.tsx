import { useQuery } from '@tanstack/react-query';
import type { Recommender } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { share } from '../../format/numbers.js';
import { time } from '../../format/times.js';
import { Badge } from '../../parts/badge.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { experimentsTexts } from '../../texts/experiments.js';
import { listeningTexts } from '../../texts/listening.js';
import { countsOf, ExperimentResult } from './experiment-result.js';
import { StartExperiment } from './start-experiment.js';

const words = experimentsTexts;

function rowOf({
  name,
  scenario,
  challengerVersions,
  share: part,
  startedAt,
  endedAt,
  endedBy,
}: Recommender['ExperimentDto']) {
  return {
    name: <bdi>{name}</bdi>,
    scenario,
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
      {outcomes.data?.experiments.map((of) => (
        <ExperimentResult key={of.experimentId} of={of} />
      ))}
      <ListSection
        title={words.bySource}
        note={words.bySourceNote}
        of={outcomes}
        rows={({ bySource }) =>
          bySource.map((of) => ({
            version: of.modelVersion,
            source: listeningTexts.sources[of.source],
            ...countsOf(of),
          }))
        }
        empty={() => words.noSources}
      />
    </>
  );
}
