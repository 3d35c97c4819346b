import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ChurnComponents } from '../../data/contracts.js';
import { useDebounced } from '../../data/debounced.js';
import { churn } from '../../data/service.js';
import { count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { linesOver } from '../../parts/charts.js';
import { USER } from '../../parts/columns.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { audiencesTexts } from '../../texts/audiences.js';
import type { Rules } from './conditions.js';

type Previewed = ChurnComponents['schemas']['AudiencePreviewDto'];
const words = audiencesTexts.form;
const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const EXAMPLES: readonly Column<Previewed['examples'][number]>[] = [
  USER,
  { name: audiencesTexts.columns.risk, value: ({ probability }) => share(probability), isNumber: true },
];

/** Who would be in it now and on past days, and the button that saves it. */
export function Preview({ rules }: { rules: Rules }) {
  const asked = useDebounced(rules);
  const answer = useQuery({
    queryKey: ['churn', '/audiences/preview', asked],
    queryFn: () => churn.send('post', '/audiences/preview', { body: { ...asked, past: 8 } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Section
      title={words.preview}
      actions={
        <ConfirmedAction
          label={words.save}
          isDisabled={answer.data === undefined || asked !== rules || answer.isPlaceholderData}
          title={words.saveAsks}
          fields={{
            name: { label: audiencesTexts.columns.name },
            key: {
              label: words.key,
              help: words.keyHelp,
              problem: (key) => (KEY.test(key) ? null : words.keyHelp),
            },
          }}
          run={(named) => churn.send('post', '/admin/audiences', { body: { ...rules, ...named } })}
          leadsTo={({ key }) => `/audiences/${key}`}
        >
          <p>{answer.data && words.saves(count(answer.data.users))}</p>
        </ConfirmedAction>
      }
    >
      <Answer of={answer}>
        {({ users, snapshotDate, examples, past }) => (
          <>
            <p aria-live="polite">{words.would(count(users), day(snapshotDate))}</p>
            {past.some((one) => one.users !== null) && (
              <Plot
                draw={linesOver(past, audiencesTexts.columns.snapshot, (one) => one.snapshotDate)(
                  words.past,
                  words.users,
                  { [words.users]: (one) => one.users },
                )}
              />
            )}
            <Table columns={EXAMPLES} rows={examples} empty={audiencesTexts.noMembers} />
          </>
        )}
      </Answer>
    </Section>
  );
}
