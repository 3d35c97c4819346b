import { useQuery } from '@tanstack/react-query';
import { pageOfJob } from '../../data/address.js';
import { churn, recommender } from '../../data/service.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { listsTexts } from '../../texts/lists.js';
import { nameOfKind } from './job-state.js';

const words = listsTexts;
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const FORMATS = ['parquet', 'csv', 'ndjson'] as const;

/** Writes lists of all users, or of an audience, to files, and shows the job, which says where they are. */
export function WriteLists() {
  const { data: ofChurn } = useQuery(churn.query('/audiences'));
  const { data: ofRecommender } = useQuery(recommender.query('/recommend/scenarios'));
  const audiences = (ofChurn?.audiences ?? []).map(({ key, name }) => [key, name] as const);
  const scenarios = (ofRecommender?.scenarios ?? []).filter(({ liveVersion }) => liveVersion !== null);
  return (
    <ConfirmedAction
      words={{ action: nameOfKind('recommender.lists'), explains: words.explains }}
      fields={{
        name: {
          label: words.name,
          help: words.nameHelp,
          problem: (typed) => (NAME.test(typed) ? null : words.nameHelp),
        },
        audience: {
          label: words.audience,
          options: [['', words.everybody], ...audiences],
          isOptional: true,
        },
        scenario: {
          label: words.scenario,
          options: [['', words.noScenario], ...scenarios.map(({ name }) => [name, name] as const)],
          isOptional: true,
        },
        limit: { label: words.limit, type: 'number', isOptional: true },
        format: {
          label: words.format,
          options: FORMATS.map((one) => [one, words.formats[one]] as const),
          initial: FORMATS[0],
        },
      }}
      run={async ({ name, audience, scenario, limit, format }): Promise<{ id: string }> =>
        recommender.send('post', '/admin/recommender/lists', {
          body: {
            name,
            format: format as (typeof FORMATS)[number],
            ...(audience !== '' && { audience }),
            ...(scenario !== '' && { scenario }),
            ...(limit !== '' && { limit: Number(limit) }),
          },
        })
      }
      leadsTo={({ id }) => pageOfJob('recommender', id)}
    />
  );
}
