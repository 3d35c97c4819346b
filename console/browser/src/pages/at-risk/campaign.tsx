import type { ChurnPaths } from '../../data/contracts.js';
import { Field } from '../../parts/field.js';
import { texts } from '../../texts.js';

const words = texts.atRisk.decision;

/** What the sliders reach, unless a larger number is typed. The success rate is in percent. */
const SLIDERS = {
  contactCost: { most: 20, step: 0.5, limit: 1e9 },
  savedValue: { most: 200, step: 1, limit: 1e9 },
  successRate: { most: 100, step: 1, limit: 100 },
} as const;
type Slider = keyof typeof SLIDERS;
export type Input = Slider | 'budget';
export const DEFAULTS: Record<Input, string> = {
  contactCost: '1',
  savedValue: '10',
  successRate: '20',
  budget: '',
};
export const INPUTS = Object.keys(DEFAULTS) as Input[];

export type Campaign = NonNullable<ChurnPaths['/churn/decision']['get']['parameters']['query']>;

/** Which users come first. */
export const ORDERS = ['risk', 'value'] as const;
export type Order = (typeof ORDERS)[number];

/** The order that the address names. */
export function orderOf(address: string | undefined): Order {
  return address === 'value' ? 'value' : 'risk';
}

/** The same order for the ranked list and its CSV. @param savedValue of users whose value is not known */
export function listOrder(order: Order, savedValue: number) {
  return order === 'value' ? { order, defaultValue: savedValue } : {};
}

/** What is asked for; in place of what is no amount, the default. */
export function campaignOf(typed: typeof DEFAULTS, order: Order): Campaign {
  const amount = (name: Input) => Number(isAmount(name, typed[name]) ? typed[name] : DEFAULTS[name]);
  const budget = typed.budget !== '' && isAmount('budget', typed.budget) ? { budget: amount('budget') } : {};
  return {
    contactCost: amount('contactCost'),
    savedValue: amount('savedValue'),
    successRate: amount('successRate') / 100,
    ...budget,
    order,
  };
}

export function isAmount(name: Input, value: string): boolean {
  if (value === '') return name === 'budget';
  return Number(value) >= 0 && Number(value) <= (name === 'budget' ? 1e9 : SLIDERS[name].limit);
}

/** A number of any size, with a slider for usual ones; a budget has none. */
export function AmountField({
  name,
  value,
  onChange,
}: {
  name: Input;
  value: string;
  onChange: (value: string) => void;
}) {
  const spec = {
    label: words.inputs[name],
    type: 'number' as const,
    placeholder: name === 'budget' ? words.noLimit : DEFAULTS[name],
    problem: (typed: string) => (isAmount(name, typed) ? null : words.noAmount),
  };
  return (
    <Field
      of={name === 'budget' ? spec : { ...spec, slider: SLIDERS[name] }}
      value={value}
      onChange={onChange}
    />
  );
}
