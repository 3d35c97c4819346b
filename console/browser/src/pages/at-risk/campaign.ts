import type { ChurnPaths, QueryOf } from '../../data/contracts.js';
import { isRight } from '../../parts/field.js';
import type { FieldSpec } from '../../parts/field.js';
import { texts } from '../../texts.js';

const words = texts.atRisk.decision;

export type Input = 'users' | 'holdout' | 'contactCost' | 'savedValue' | 'successRate' | 'budget';
export const DEFAULTS: Record<Input, string> = {
  users: '',
  holdout: '10',
  contactCost: '1',
  savedValue: '10',
  successRate: '20',
  budget: '',
};
export const INPUTS = Object.keys(DEFAULTS) as Input[];

/** A number of any size up to a limit. */
const amountField = (name: Input, limit = 1e9) => ({
  label: words.inputs[name],
  type: 'number' as const,
  placeholder: DEFAULTS[name],
  problem: (typed: string) => (Number(typed) >= 0 && Number(typed) <= limit ? null : words.noAmount),
});
/** With sliders for usual numbers. The success rate and the hold-out are in percent. */
export const FIELDS: Record<Input, FieldSpec> = {
  users: {
    ...amountField('users'),
    isOptional: true,
    placeholder: words.asManyAsPay,
    problem: (typed) => (/^\d{1,9}$/.test(typed) ? null : words.noCount),
  },
  holdout: {
    ...amountField('holdout'),
    problem: (typed) => (Number(typed) >= 1 && Number(typed) <= 99 ? null : words.noHoldout),
  },
  contactCost: { ...amountField('contactCost'), slider: { most: 20, step: 0.5 } },
  savedValue: { ...amountField('savedValue'), slider: { most: 200, step: 1 } },
  successRate: { ...amountField('successRate', 100), slider: { most: 100, step: 1 } },
  budget: { ...amountField('budget'), isOptional: true, placeholder: words.noLimit },
};

export type Campaign = QueryOf<ChurnPaths['/churn/decision']>;

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

/** What is typed; in place of what is no amount, the default. */
function textOf(typed: typeof DEFAULTS, name: Input): string {
  return isRight(FIELDS[name], typed[name]) ? typed[name] : DEFAULTS[name];
}

/** What is asked for. */
export function campaignOf(typed: typeof DEFAULTS, order: Order): Campaign {
  const text = (name: Input) => textOf(typed, name);
  return {
    contactCost: Number(text('contactCost')),
    savedValue: Number(text('savedValue')),
    successRate: Number(text('successRate')) / 100,
    ...(text('budget') !== '' && { budget: Number(text('budget')) }),
    ...(text('users') !== '' && { users: Number(text('users')) }),
    order,
  };
}

/** The share of the users who are left alone. */
export function holdoutOf(typed: typeof DEFAULTS): number {
  return Number(textOf(typed, 'holdout')) / 100;
}
