import { useQuery } from '@tanstack/react-query';
import type { Ingest } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { dataTexts } from '../../texts/data.js';

const words = dataTexts.facts;

/** Which facts of users are there, and how is one declared? */
export function Facts() {
  const answer = useQuery(ingest.query('/ingest/facts'));
  return (
    <Section isFolded title={words.title} note={words.note}>
      <Answer of={answer}>
        {({ facts }) => (
          <Records
            keys={facts.map(({ name }) => name)}
            rows={facts.map(({ name, label, type, forModels, users, changes, firstDay, lastDay }) => ({
              fact: `${label} (${name})`,
              values: words.types[type],
              models: words.uses[String(forModels) as 'true' | 'false'],
              users,
              changes,
              days: firstDay === null ? '–' : `${day(firstDay)} – ${day(lastDay!)}`,
              actions: (
                <ConfirmedAction
                  isDanger
                  words={words.remove}
                  of={name}
                  run={() =>
                    ingest.send('delete', '/admin/facts/{fact}', { params: { path: { fact: name } } })
                  }
                />
              ),
            }))}
            empty={words.none}
          />
        )}
      </Answer>
      <ConfirmedAction
        words={words.declare}
        fields={{
          name: { label: words.name, help: words.nameHelp },
          label: { label: words.label },
          type: { label: words.type, options: Object.entries(words.types), initial: 'text' },
          forModels: { label: words.forModels, options: Object.entries(words.uses), initial: 'true' },
        }}
        run={({ name, label, type, forModels }) =>
          ingest.send('put', '/admin/facts/{fact}', {
            params: { path: { fact: name } },
            body: { label, type: type as Ingest['FactBody']['type'], forModels: forModels === 'true' },
          })
        }
      />
    </Section>
  );
}
