import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useAddress } from '../../data/address.js';
import type { ChurnComponents } from '../../data/contracts.js';
import { useDebounced } from '../../data/debounced.js';
import { churn } from '../../data/service.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page, Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { campaignsTexts } from '../../texts/campaigns.js';

type Churn = ChurnComponents['schemas'];
const words = campaignsTexts;
const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Which campaigns are planned, running or closed? */
export default function CampaignsPage() {
  const answer = useQuery(churn.query('/campaigns', { params: { query: { limit: 200 } } }));
  return (
    <Page title={words.title} lead={words.lead} actions={<PlanCampaign />}>
      <Section title={words.all}>
        <Answer of={answer}>
          {({ campaigns }) => (
            <Records
              rows={campaigns.map(({ key, name, state, audience, launchedAt, closesOn }) => ({
                name: <Link href={`/campaigns/${key}`}>{name}</Link>,
                state: <Badge state={state}>{words.states[state]}</Badge>,
                audience: <Link href={`/audiences/${audience}`}>{audience}</Link>,
                launched: launchedAt,
                closes: closesOn,
              }))}
              empty={words.none}
            />
          )}
        </Answer>
      </Section>
    </Page>
  );
}

function PlanCampaign() {
  const { of } = useAddress();
  const { data } = useQuery(churn.query('/audiences'));
  const audiences = (data?.audiences ?? []).map(({ key, name }) => [key, name] as const);
  const { action, asks, explains, fields } = words.create;
  const number = { type: 'number' } as const;
  return (
    <ConfirmedAction
      label={action}
      title={asks}
      fields={{
        audience: {
          label: words.audience,
          options: audiences,
          initial: of('audience') ?? audiences[0]?.[0] ?? '',
        },
        holdout: { ...number, label: fields.holdout, initial: '0.2' },
        successRate: { ...number, label: fields.successRate, initial: '0.2' },
        contactCost: { ...number, label: fields.contactCost, initial: '1' },
        savedValue: { ...number, label: fields.savedValue, initial: '10' },
        name: { label: fields.name },
        key: {
          label: fields.key,
          help: fields.keyHelp,
          problem: (key) => (KEY.test(key) ? null : fields.keyHelp),
        },
      }}
      run={({ name, key, ...typed }) =>
        churn.send('post', '/admin/campaigns', { body: { name, key, ...termsOf(typed) } })
      }
      leadsTo={({ key }) => `/campaigns/${key}`}
    >
      {({ audience, holdout, successRate, contactCost, savedValue }) => (
        <>
          <p>{explains}</p>
          {audience !== '' && <Verdict typed={{ audience, holdout, successRate, contactCost, savedValue }} />}
        </>
      )}
    </ConfirmedAction>
  );
}

type Terms = Record<'audience' | 'holdout' | 'successRate' | 'contactCost' | 'savedValue', string>;

function termsOf({
  audience,
  holdout,
  successRate,
  contactCost,
  savedValue,
}: Terms): Churn['CampaignTermsDto'] {
  return {
    audience,
    holdout: Number(holdout),
    arms: ['treatment'],
    successRate: Number(successRate),
    contactCost: Number(contactCost),
    savedValue: Number(savedValue),
  };
}

/** What a campaign with these terms can show, as they are typed. */
function Verdict({ typed }: { typed: Terms }) {
  const asked = useDebounced(JSON.stringify(termsOf(typed)));
  const answer = useQuery({
    queryKey: ['churn', '/campaigns/plan', asked],
    queryFn: () =>
      churn.send('post', '/campaigns/plan', { body: JSON.parse(asked) as Churn['CampaignTermsDto'] }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer of={answer}>
      {({ verdict }) => (
        <p aria-live="polite">
          <strong>{verdict}</strong>
        </p>
      )}
    </Answer>
  );
}
