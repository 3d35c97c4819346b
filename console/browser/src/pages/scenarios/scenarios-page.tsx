import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { recommender } from '../../data/service.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { NAMED_FIELDS } from '../../parts/field.js';
import { Page } from '../../parts/page.js';
import { ListSection } from '../../parts/sections.js';
import { texts } from '../../texts.js';
import { scenariosTexts } from '../../texts/scenarios.js';
import { bodyOf, fieldsOf } from './options.js';

const words = scenariosTexts;
const NAME = {
  ...NAMED_FIELDS.name,
  help: words.nameHelp,
  maxLength: 40,
  problem: (name: string) => (/^[a-z][a-z0-9_-]*$/.test(name) ? null : words.nameHelp),
};

/** Which lists do clients ask for by name? */
export default function ScenariosPage() {
  const answer = useQuery(recommender.query('/recommend/scenarios'));
  return (
    <Page
      title={texts.navigation.scenarios}
      lead={words.lead}
      actions={
        <ConfirmedAction<string, string>
          words={words.create}
          fields={{ name: NAME, ...fieldsOf() }}
          run={async ({ name = '', ...typed }) => {
            await recommender.send('post', '/admin/recommender/scenarios/{name}/versions', {
              params: { path: { name } },
              body: bodyOf(typed),
            });
            return name;
          }}
          leadsTo={(name) => `/scenarios/${name}`}
        />
      }
    >
      <ListSection
        title={words.all}
        of={answer}
        rows={({ scenarios }) =>
          scenarios.map(({ name, ...scenario }) => ({
            name: <Link href={`/scenarios/${name}`}>{name}</Link>,
            ...scenario,
          }))
        }
        empty={() => words.none}
      />
    </Page>
  );
}
