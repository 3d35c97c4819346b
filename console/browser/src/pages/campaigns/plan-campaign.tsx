import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useAddress } from '../../data/address.js';
import type { Churn } from '../../data/contracts.js';
import { useDebounced } from '../../data/debounced.js';
import { churn } from '../../data/service.js';
import { Answer } from '../../parts/answer.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { isRight, NAMED_FIELDS, PERCENT_FIELD } from '../../parts/field.js';
import type { FieldSpec } from '../../parts/field.js';
import { ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';
import { campaignsTexts } from '../../texts/campaigns.js';

type Terms = Churn['CampaignTermsDto'];
const words = campaignsTexts.create;
const { fields } = words;
const { contactCost, savedValue } = texts.atRisk.decision.inputs;
const AMOUNT = { type: 'number' } as const;
const ARM = /^(?!holdout$)[a-z0-9-]{1,40}$/;
const armsIn = (text: string) => text.split(/[\s,;]+/).filter((arm) => arm !== '');
const areArms = (arms: string[]) => arms.every((arm) => ARM.test(arm)) && new Set(arms).size === arms.length;

/** What a campaign is planned with, but its audience. */
const TERMS = {
  holdout: { ...PERCENT_FIELD, label: fields.holdout, initial: '20' },
  arms: {
    label: fields.arms,
    help: fields.armsHelp,
    initial: 'treatment',
    problem: (text: string) => (areArms(armsIn(text)) ? null : fields.armsHelp),
  },
  successRate: { ...PERCENT_FIELD, label: fields.successRate, initial: '20' },
  contactCost: { ...AMOUNT, label: contactCost, initial: '1' },
  savedValue: { ...AMOUNT, label: savedValue, initial: '10' },
  contactDays: { type: 'number', label: fields.contactDays, help: fields.contactDaysHelp, isOptional: true },
} satisfies Record<string, FieldSpec>;
type Typed = Record<keyof typeof TERMS | 'audience' | 'upliftOf', string>;

/** Stores the draft of a campaign; while its terms are typed, it is said what it can show. */
export function PlanCampaign() {
  const { of } = useAddress();
  const { data } = useQuery(churn.query('/audiences'));
  const { data: known } = useQuery(churn.query('/campaigns'));
  const closed = (known?.campaigns ?? []).filter(({ state }) => state === 'closed');
  const audiences = (data?.audiences ?? []).map(({ key, name }) => [key, name] as const);
  const initial = of('audience') ?? audiences[0]?.[0] ?? '';
  return (
    <ConfirmedAction
      words={words}
      isOpen={of('audience') !== undefined}
      fields={{
        audience: { label: campaignsTexts.audience, options: audiences, initial },
        ...TERMS,
        upliftOf: {
          label: fields.upliftOf,
          help: fields.upliftOfHelp,
          options: [['', fields.noUplift], ...closed.map(({ key, name }) => [key, name] as const)],
          isOptional: true,
        },
        ...NAMED_FIELDS,
      }}
      run={({ name, key, ...typed }) =>
        churn.send('post', '/admin/campaigns', { body: { name, key, ...termsOf(typed) } })
      }
      leadsTo={({ key }) => `/campaigns/${key}`}
    >
      {({ name: _name, key: _key, ...typed }) => areRight(typed) && <Verdict terms={termsOf(typed)} />}
    </ConfirmedAction>
  );
}

function areRight({ audience, upliftOf: _upliftOf, ...typed }: Typed): boolean {
  const names = Object.keys(TERMS) as (keyof typeof TERMS)[];
  return audience !== '' && names.every((name) => isRight(TERMS[name], typed[name]));
}

function termsOf({ audience, arms, holdout, successRate, upliftOf, contactDays, ...amounts }: Typed): Terms {
  return {
    audience,
    upliftOf: upliftOf || undefined,
    contactDays: contactDays === '' ? undefined : Number(contactDays),
    arms: armsIn(arms),
    holdout: Number(holdout) / 100,
    successRate: Number(successRate) / 100,
    contactCost: Number(amounts.contactCost),
    savedValue: Number(amounts.savedValue),
  };
}

/** What a campaign with these terms can show. */
function Verdict({ terms }: { terms: Terms }) {
  const asked = useDebounced(JSON.stringify(terms));
  const answer = useQuery({
    queryKey: ['churn', '/campaigns/plan', asked],
    queryFn: () => churn.send('post', '/campaigns/plan', { body: JSON.parse(asked) as Terms }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer of={answer}>
      {({ verdict, policy, order }) => (
        <p aria-live="polite">
          <strong>
            <ServiceText>{verdict}</ServiceText>
          </strong>{' '}
          {policy !== null && <ServiceText>{policy.headline}</ServiceText>}{' '}
          <ServiceText>{order?.sentence}</ServiceText>
        </p>
      )}
    </Answer>
  );
}
