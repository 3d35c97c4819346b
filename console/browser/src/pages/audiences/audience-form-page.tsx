import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useParams } from 'wouter';
import { useAddress } from '../../data/address.js';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Field } from '../../parts/field.js';
import type { FieldSpec } from '../../parts/field.js';
import { Page, Section } from '../../parts/page.js';
import { audiencesTexts } from '../../texts/audiences.js';
import { CONDITIONS, LIMITS, rulesOf, typedOf } from './conditions.js';
import type { Typed } from './conditions.js';
import { Preview } from './preview.js';

const words = audiencesTexts.form;
const NONE = ['', ''] as const;
const FIELDS = { ...CONDITIONS, ...LIMITS };

/**
 * Who should be in an audience? The address may bring conditions of a new one along, as `probability.from=0.6`, or
 * names the one that is changed.
 */
export default function AudienceFormPage() {
  const { key } = useParams();
  const { of } = useAddress();
  const path = { key: key ?? '' };
  const answer = useQuery({
    ...churn.query('/audiences/{key}', { params: { path } }),
    enabled: key !== undefined,
  });
  if (key === undefined)
    return (
      <Page title={words.title} lead={words.lead} back={['/audiences', audiencesTexts.all]}>
        <Form initialOf={of} />
      </Page>
    );
  return (
    <Page title={words.change} lead={words.lead} back={[`/audiences/${key}`, answer.data?.name ?? key]}>
      <Answer of={answer}>
        {(audience) => {
          const typed = typedOf(audience.rules);
          return typed === null ? (
            <Empty>{words.onlyApi}</Empty>
          ) : (
            <Form initialOf={(name) => typed[name]} audience={audience} />
          );
        }}
      </Answer>
    </Page>
  );
}

/** @param audience one that is changed */
function Form({
  initialOf,
  audience,
}: {
  initialOf: (name: string) => string | undefined;
  audience?: Churn['AudienceDto'];
}) {
  const [typed, setTyped] = useState<Typed>(() =>
    Object.fromEntries(
      Object.entries(FIELDS).map(([name, { initial = '' }]) => [name, initialOf(name) ?? initial]),
    ),
  );
  const rules = useMemo(() => rulesOf(typed), [typed]);
  const { data } = useQuery(churn.query('/churn/features'));
  const campaigns = useQuery(churn.query('/campaigns', { params: { query: { limit: 200 } } })).data
    ?.campaigns;
  const choices: Record<string, FieldSpec['options']> = {
    'quantity.feature': [
      NONE,
      ...(data?.features ?? []).map(({ name, meaning }) => [name, meaning] as const),
    ],
    'uplift.campaign': [NONE, ...(campaigns ?? []).map(({ key, name }) => [key, name] as const)],
  };
  const fields = (specs: Readonly<Record<string, FieldSpec>>) => (
    <div className="fields">
      {Object.entries(specs).map(([name, spec]) => (
        <Field
          key={name}
          of={name in choices ? { ...spec, options: choices[name] } : spec}
          value={typed[name]!}
          onChange={(value) => setTyped({ ...typed, [name]: value })}
        />
      ))}
    </div>
  );
  return (
    <>
      <Section title={words.conditions} note={words.conditionsNote}>
        {fields(CONDITIONS)}
      </Section>
      <Section isFolded title={words.limits} note={words.limitsNote}>
        {fields(LIMITS)}
      </Section>
      {rules === null ? <Empty>{words.incomplete}</Empty> : <Preview rules={rules} audience={audience} />}
    </>
  );
}
