import { lineChart } from '#plots';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ChurnComponents } from '../../data/contracts.js';
import { useDebounced } from '../../data/debounced.js';
import { churn } from '../../data/service.js';
import { amount, count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts.js';
import styles from './decision.module.css';

type Answered = ChurnComponents['schemas']['DecisionDto'];
const words = texts.atRisk.decision;

/** Bounds of the sliders; the success rate is in percent. */
const SLIDERS = {
  contactCost: { most: 20, step: 0.5 },
  savedValue: { most: 200, step: 1 },
  successRate: { most: 100, step: 1 },
} as const;
type Slider = keyof typeof SLIDERS;

/** How many of those at risk are worth a contact, what does that earn, and how sure is it? */
export function Decision() {
  const [values, setValues] = useState({ contactCost: 1, savedValue: 10, successRate: 20, budget: '' });
  const asked = useDebounced(values);
  const answer = useQuery({
    ...churn.query('/churn/decision', {
      params: {
        query: {
          contactCost: asked.contactCost,
          savedValue: asked.savedValue,
          successRate: asked.successRate / 100,
          ...(asked.budget === '' ? {} : { budget: Number(asked.budget) }),
        },
      },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Section title={words.title} note={words.note}>
      <div className={styles.inputs}>
        {(Object.keys(SLIDERS) as Slider[]).map((name) => (
          <SliderField
            key={name}
            name={name}
            value={values[name]}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        ))}
        <label className={styles.field}>
          {words.budget}
          <input
            type="number"
            min={0}
            max={1e9}
            step="any"
            placeholder={words.noLimit}
            value={values.budget}
            onChange={({ target }) => target.validity.valid && setValues({ ...values, budget: target.value })}
          />
        </label>
      </div>
      <Answer of={answer}>{(decision) => <Outcome decision={decision} />}</Answer>
    </Section>
  );
}

function SliderField({
  name,
  value,
  onChange,
}: {
  name: Slider;
  value: number;
  onChange: (value: number) => void;
}) {
  const id = useId();
  const { most, step } = SLIDERS[name];
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{words.inputs[name]}</label>
      <div className={styles.slider}>
        <input
          id={id}
          type="range"
          min={0}
          max={most}
          step={step}
          value={value}
          onChange={({ target }) => onChange(target.valueAsNumber)}
        />
        <output htmlFor={id}>{name === 'successRate' ? share(value / 100, 0) : amount(value)}</output>
      </div>
    </div>
  );
}

function Outcome({ decision: { plan, test, cut, assumptions, synthetic } }: { decision: Answered }) {
  return (
    <>
      <Figures>
        <Figure
          name={words.contacts}
          value={count(plan.contacts)}
          note={words.contactsNote(count(plan.population), day(plan.snapshotDate))}
        />
        <Figure name={words.cost} value={amount(plan.cost)} />
        <Figure
          name={words.expected}
          value={amount(plan.expectedNet)}
          note={words.expectedNote(count(Math.round(plan.expectedChurners)))}
        />
        <Figure
          name={words.proved}
          value={amount(test.net.value)}
          note={words.provedNote(amount(test.net.low), amount(test.net.high), count(test.users))}
        />
        <Figure
          name={words.breakEven}
          value={test.breakEvenSuccessRate === null ? '–' : share(test.breakEvenSuccessRate)}
          note={words.breakEvenNote}
        />
      </Figures>
      {cut === null && <p>{words.nobody}</p>}
      <Table
        caption={words.alternatives}
        columns={[
          { name: words.columns.choice, value: ({ name }: Choice) => name },
          { name: words.columns.now, value: ({ now }: Choice) => amount(now), isNumber: true },
          { name: words.columns.heldOut, value: ({ heldOut }: Choice) => amount(heldOut), isNumber: true },
        ]}
        rows={choicesOf(plan, test)}
        keyOf={({ name }) => name}
      />
      <Plot
        draw={(width) =>
          lineChart({
            title: words.curve(count(test.users)),
            xLabel: words.curveX,
            yLabel: words.curveY,
            width,
            series: [
              {
                name: words.curveY,
                points: test.curve.contacts.map((x, n) => ({ x, y: test.curve.net[n]! })),
              },
            ],
          })
        }
      />
      <ul className={styles.assumptions}>
        {[...assumptions, ...(synthetic ? [words.synthetic] : [])].map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}

interface Choice {
  name: string;
  now: number;
  heldOut: number;
}

function choicesOf(plan: Answered['plan'], test: Answered['test']): Choice[] {
  const others = ['recencySameSize', 'randomSameSize', 'everybody', 'nobody'] as const;
  return [
    { name: words.choices.model, now: plan.expectedNet, heldOut: test.net.value },
    ...others.map((name) => ({ name: words.choices[name], now: plan[name], heldOut: test[name] })),
  ];
}
