import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { usePages } from '../../data/pages.js';
import { recommender } from '../../data/service.js';
import { Badge } from '../../parts/badge.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { ListSection } from '../../parts/sections.js';
import { ValueList } from '../../parts/value-list.js';
import { scenariosTexts } from '../../texts/scenarios.js';
import { countsOf } from '../experiments/experiment-result.js';
import { TryVersion } from '../experiments/start-experiment.js';
import { bodyOf, fieldsOf } from './options.js';
import { Trial } from './trial.js';

const words = scenariosTexts;

/** What does this scenario ask for, and would another version be better? */
export default function ScenarioPage() {
  const { name = '' } = useParams();
  const path = { name };
  const pages = usePages(['recommender', '/recommend/scenarios', name], (cursor) =>
    recommender.send('get', '/recommend/scenarios/{name}', {
      params: { path, query: { limit: 20, cursor } },
    }),
  );
  const [first] = pages.data?.pages ?? [];
  const live = first?.scenario.liveVersion ?? null;
  const from = live === null ? {} : { from: live };
  const versions = pages.data?.pages.flatMap((page) => page.versions) ?? [];
  const others = versions.map(({ version }) => version).filter((version) => version !== live);
  return (
    <Page
      title={name}
      lead={first && words.live(live)}
      back={['/scenarios', words.all]}
      actions={
        first && (
          <>
            <ConfirmedAction<unknown, string>
              words={words.change}
              of={name}
              fields={fieldsOf(versions[0]?.options)}
              run={(typed) =>
                recommender.send('post', '/admin/recommender/scenarios/{name}/versions', {
                  params: { path },
                  body: bodyOf(typed),
                })
              }
            />
            {live !== null && <TryVersion scenario={name} versions={others} />}
            {first.scenario.rollbackTo !== null && (
              <ConfirmedAction
                words={words.rollBack}
                of={name}
                isDanger
                run={() =>
                  recommender.send('post', '/admin/recommender/scenarios/{name}/rollback', {
                    params: { path },
                    body: from,
                  })
                }
              />
            )}
          </>
        )
      }
    >
      <Section title={words.versions}>
        <PagedTable
          of={pages}
          empty={words.none}
          keys={(page) => page.versions.map(({ version }) => version)}
          rows={(page) =>
            page.versions.map(({ version, isLive, note, createdAt, options }) => ({
              version,
              note: note && <bdi>{note}</bdi>,
              stored: createdAt,
              asksFor: <ValueList isCompact value={{ ...options }} />,
              actions: isLive ? (
                <Badge state="live" />
              ) : (
                <ConfirmedAction
                  words={words.promote(version)}
                  of={String(version)}
                  run={() =>
                    recommender.send(
                      'post',
                      '/admin/recommender/scenarios/{name}/versions/{version}/promote',
                      {
                        params: { path: { name, version } },
                        body: from,
                      },
                    )
                  }
                />
              ),
            }))
          }
        />
      </Section>
      {versions[0] !== undefined && <Trial of={name} versions={versions.map(({ version }) => version)} />}
      <Outcomes of={name} />
    </Page>
  );
}

function Outcomes({ of }: { of: string }) {
  const outcomes = useQuery(recommender.query('/recommend/outcomes'));
  return (
    <ListSection
      title={words.outcomes}
      of={outcomes}
      rows={({ byScenario }) =>
        byScenario
          .filter(({ scenario }) => scenario === of)
          .map((one) => ({ version: one.version, ...countsOf(one), namingEvents: one.namingEvents }))
      }
      empty={() => words.noOutcomes}
    />
  );
}
