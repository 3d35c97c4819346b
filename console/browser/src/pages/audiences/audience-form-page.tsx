import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useParams } from 'wouter';
import { useAddress } from '../../data/address.js';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Choice } from '../../parts/choice.js';
import { Field } from '../../parts/field.js';
import type { FieldSpec } from '../../parts/field.js';
import { Page, Section } from '../../parts/page.js';
import { nameInWords } from '../../parts/value-list.js';
import { audiencesTexts } from '../../texts/audiences.js';
import {
  conditionsIn,
  conditionsOf,
  fieldsOf,
  KINDS,
  LIMITS,
  limitsOf,
  MATCH,
  rulesOf,
} from './conditions.js';
import type { Kind, Typed, TypedCondition } from './conditions.js';
import { Preview } from './preview.js';

const words = audiencesTexts.form;
const NONE = ['', ''] as const;

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
        <Form conditions={conditionsIn(of)} limits={{}} />
      </Page>
    );
  return (
    <Page title={words.change} lead={words.lead} back={[`/audiences/${key}`, answer.data?.name ?? key]}>
      <Answer of={answer}>
        {(audience) => (
          <Form
            conditions={conditionsOf(audience.rules)}
            limits={limitsOf(audience.rules)}
            audience={audience}
          />
        )}
      </Answer>
    </Page>
  );
}

/** @param conditions to begin with, @param limits too @param audience one that is changed */
function Form({
  conditions: first,
  limits,
  audience,
}: {
  conditions: TypedCondition[];
  limits: Typed;
  audience?: Churn['AudienceDto'];
}) {
  const [conditions, setConditions] = useState(first.length === 0 ? [NEW] : first);
  const [typed, setTyped] = useState<Typed>(() =>
    Object.fromEntries(
      Object.entries({ match: MATCH, ...LIMITS }).map(([name, { initial = '' }]) => [
        name,
        limits[name] ?? initial,
      ]),
    ),
  );
  const rules = useMemo(() => rulesOf(conditions, typed), [conditions, typed]);
  const field = (name: string, spec: FieldSpec) => (
    <Field
      key={name}
      of={spec}
      value={typed[name]!}
      onChange={(value) => setTyped({ ...typed, [name]: value })}
    />
  );
  return (
    <>
      <Section title={words.conditions} note={words.conditionsNote}>
        <div className="fields">{field('match', MATCH)}</div>
        {conditions.map((condition, at) => (
          <Condition
            key={at}
            of={condition}
            onChange={(changed) => setConditions(conditions.with(at, changed))}
            onRemove={() => setConditions(conditions.toSpliced(at, 1))}
          />
        ))}
        <Choice<Kind | ''>
          label={words.add}
          value=""
          options={[NONE, ...KINDS.map((kind) => [kind, audiencesTexts.kinds[kind]] as const)]}
          onChoose={(kind) => kind !== '' && setConditions([...conditions, { kind, typed: {} }])}
        />
      </Section>
      <Section isFolded title={words.limits} note={words.limitsNote}>
        <div className="fields">{Object.entries(LIMITS).map(([name, spec]) => field(name, spec))}</div>
      </Section>
      {rules === null ? <Empty>{words.incomplete}</Empty> : <Preview rules={rules} audience={audience} />}
    </>
  );
}

const NEW: TypedCondition = { kind: 'probability', typed: {} };

/** One condition, read as a sentence from its kind through its fields. */
function Condition({
  of: { kind, typed },
  onChange,
  onRemove,
}: {
  of: TypedCondition;
  onChange: (changed: TypedCondition) => void;
  onRemove: () => void;
}) {
  const { data } = useQuery({ ...churn.query('/churn/features'), enabled: kind === 'quantity' });
  const { data: known } = useQuery({
    ...churn.query('/campaigns', { params: { query: { limit: 200 } } }),
    enabled: kind === 'uplift',
  });
  const name = audiencesTexts.kinds[kind];
  const features = data?.features ?? [];
  const choices: Record<string, Partial<FieldSpec>> = {
    feature: {
      options: [NONE, ...features.map((one) => [one.name, nameInWords(one.name)] as const)],
      help: features.find((one) => one.name === typed['feature'])?.meaning ?? '',
    },
    campaign: { options: [NONE, ...(known?.campaigns ?? []).map((one) => [one.key, one.name] as const)] },
  };
  return (
    <fieldset className="box">
      <legend>{name}</legend>
      <div className="fields">
        {fieldsOf(kind).map(([member, spec]) => (
          <Field
            key={member}
            of={{ ...spec, ...choices[member] }}
            value={typed[member] ?? ''}
            onChange={(value) => onChange({ kind, typed: { ...typed, [member]: value } })}
          />
        ))}
      </div>
      <button type="button" aria-label={words.removeOf(name)} onClick={onRemove}>
        {words.remove}
      </button>
    </fieldset>
  );
}
