import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateOf } from './calendar.js';
import { KeyedRandom } from './keyed-random.js';
import { cumulate } from './latent-class.js';
import type { Member, Population } from './population.js';
import type { SampleTable } from './tables.js';

/** Facts of users, which are declared before the file is loaded, and what they say of who leaves. */
export interface SampleFacts extends SampleTable {
  /** Types by name. */
  readonly facts: Readonly<Record<string, 'text' | 'day' | 'boolean'>>;
  /** Of users who pay. */
  readonly effect: {
    /** Share of those who leave whose payment fails, on their last day or up to so many days before. */
    readonly failsOfLeavers: number;
    readonly daysBefore: number;
    /** Share of the renewals of those who stay whose payment fails; it is paid three days later. */
    readonly failsOfRenewals: number;
  };
}

export const SUBSCRIPTIONS: SampleFacts = {
  path: '_subscriptions.csv',
  mapping: '_subscriptions.yaml',
  facts: { plan: 'text', renewal: 'day', payment_failed: 'boolean' },
  effect: { failsOfLeavers: 0.5, daysBefore: 6, failsOfRenewals: 0.02 },
};

const MAPPING = `name: sample-subscriptions
records: csv
kind: user
ids: numeric
user: user
time: since
facts: { plan: plan, renewal: renewal, payment_failed: payment_failed }
`;
/** Which plan a user has says nothing of who leaves. */
const PLANS = ['free', 'basic', 'premium'] as const;
const PLAN_SHARES = cumulate([0.4, 0.4, 0.2]);
const RENEWED_DAYS = 30;
const PAID_AFTER = 3;

/** Writes what is told of the subscriptions of ordinary users, with its mapping. */
export function writeSubscriptions(folder: string, population: Population): SampleFacts {
  const random = new KeyedRandom(population.seed);
  const lines = population.users.flatMap((user) => [...changesOf(user, population, random).values()]);
  const header = 'user,since,plan,renewal,payment_failed\n';
  writeFileSync(join(folder, SUBSCRIPTIONS.path), header + lines.join(''));
  writeFileSync(join(folder, SUBSCRIPTIONS.mapping), MAPPING);
  return SUBSCRIPTIONS;
}

/** Lines of CSV by their day. A plan is renewed every month while its user is there and pays. */
function changesOf(
  { index, uid, firstDay, lastDay }: Member,
  { period }: Population,
  random: KeyedRandom,
): Map<number, string> {
  random.at(index, 0, 11);
  const plan = PLANS[random.fromCumulative(PLAN_SHARES)]!;
  const dateAt = (day: number) => dateOf(period.firstDay + day);
  const changes = new Map<number, string>();
  if (plan === 'free') return changes.set(firstDay, `${uid},${dateAt(firstDay)},${plan},,\n`);
  const { failsOfLeavers, daysBefore, failsOfRenewals } = SUBSCRIPTIONS.effect;
  const end = period.length - 1;
  const leaves = lastDay < end;
  const warning = lastDay - random.below(daysBefore + 1);
  const failsOn = leaves && random.unit() < failsOfLeavers ? Math.max(firstDay, warning) : Infinity;
  let renewal = firstDay + 1 + random.below(RENEWED_DAYS);
  const tell = (day: number, failed: 'yes' | 'no') =>
    changes.set(day, `${uid},${dateAt(day)},${plan},${dateAt(renewal)},${failed}\n`);
  tell(firstDay, 'no');
  for (let day = renewal; day <= lastDay && day < failsOn; day = renewal) {
    renewal += RENEWED_DAYS;
    const fails = !leaves && random.unit() < failsOfRenewals;
    tell(day, fails ? 'yes' : 'no');
    if (fails && day + PAID_AFTER <= end) tell(day + PAID_AFTER, 'no');
  }
  if (failsOn <= lastDay) tell(failsOn, 'yes');
  return changes;
}
