import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useAddress } from '../../data/address.js';
import { churn } from '../../data/service.js';
import { Empty } from '../../parts/answer.js';
import { Field } from '../../parts/field.js';
import type { FieldSpec } from '../../parts/field.js';
import { Page, Section } from '../../parts/page.js';
import { audiencesTexts } from '../../texts/audiences.js';
import { CONDITIONS, LIMITS, rulesOf } from './conditions.js';
import type { Typed } from './conditions.js';
import styles from './audiences.module.css';
import { Preview } from './preview.js';

const words = audiencesTexts.form;
const FIELDS = { ...CONDITIONS, ...LIMITS };

/** Who should be in an audience? The address may bring conditions along, as `probability.from=0.6`. */
export default function NewAudiencePage() {
  const { of } = useAddress();
  const [typed, setTyped] = useState<Typed>(() =>
    Object.fromEntries(Object.entries(FIELDS).map(([name, { initial = '' }]) => [name, of(name) ?? initial])),
  );
  const rules = useMemo(() => rulesOf(typed), [typed]);
  const { data } = useQuery(churn.query('/churn/features'));
  const features = ['', ...(data?.features ?? []).map(({ name }) => name)].map(
    (name) => [name, name] as const,
  );
  const fields = (specs: Readonly<Record<string, FieldSpec>>) => (
    <div className={styles.fields}>
      {Object.entries(specs).map(([name, spec]) => (
        <Field
          key={name}
          of={name === 'quantity.feature' ? { ...spec, options: features } : spec}
          value={typed[name]!}
          onChange={(value) => setTyped({ ...typed, [name]: value })}
        />
      ))}
    </div>
  );
  return (
    <Page title={words.title} lead={words.lead} back={['/audiences', audiencesTexts.all]}>
      <Section title={words.conditions} note={words.conditionsNote}>
        {fields(CONDITIONS)}
      </Section>
      <Section isFolded title={words.limits} note={words.limitsNote}>
        {fields(LIMITS)}
      </Section>
      {rules === null ? <Empty>{words.incomplete}</Empty> : <Preview rules={rules} />}
    </Page>
  );
}
