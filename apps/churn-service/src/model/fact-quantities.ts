import type { ModelFact } from '#common/facts';
import { CHANGE_DAYS } from '../dataset/fact-features.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { Arithmetic } from './arithmetic.js';
import { featureReader } from './quantity.js';
import type { Quantity, QuantityColumn, QuantityUnit } from './quantity.js';
import { logarithm, missing, plain } from './quantity-columns.js';
import { amountText, daysText } from './quantity-words.js';

/** Where the effect of the days until one bends: what is beyond the label window matters less. */
const NEAR_DAYS = [7, 14, 30];
const UNITS: Record<ModelFact['type'], QuantityUnit> = {
  number: 'ratio',
  boolean: 'share',
  day: 'days',
  text: 'code',
};

/** What the service tells of a user, in its words; what is not known is a column of its own. */
export function factQuantities(catalogue: FeatureCatalogue): Quantity[] {
  const read = featureReader(catalogue);
  return (catalogue.facts ?? []).flatMap((fact): Quantity[] => {
    const { label, type } = fact;
    const [name, changes] = [`fact_${fact.name}`, `fact_${fact.name}_changes`];
    const of = { family: 'facts', about: name } as const;
    return [
      {
        ...of,
        name,
        unit: UNITS[type],
        meaning: `${label} on the snapshot date`,
        value: read(name),
        columns: [...columnsOf(name, fact), missing(name)],
        fact: (value) => `${label}: ${Number.isNaN(value) ? 'not known' : valueText(fact, value)}`,
      },
      {
        ...of,
        name: changes,
        unit: 'count',
        meaning: `Changes of ${label} on the last ${CHANGE_DAYS} days`,
        value: read(changes),
        columns: [logarithm(changes)],
        fact: (count) =>
          `${label}: ${amountText(count, 'change', 'changes').toLowerCase()} in ${CHANGE_DAYS} days`,
      },
    ];
  });
}

function columnsOf(name: string, { type, categories }: ModelFact): QuantityColumn[] {
  if (type === 'text')
    return ['another', ...categories].map((category, code) => ({
      name: `${name} is ${category}`,
      encode: (value, by) => by.equals(value, code),
    }));
  if (type === 'boolean') return [plain(name, 0)];
  const minus = <T>(value: T, by: Arithmetic<T>): T => by.minus(by.constant(0), value);
  const positive = <T>(value: T, by: Arithmetic<T>): T => by.atLeast(by.known(value, 0), 0);
  const amounts: QuantityColumn[] = [
    { name: `log1p(${name})`, encode: (value, by) => by.log1p(positive(value, by)) },
    { name: `log1p(-${name})`, encode: (value, by) => by.log1p(positive(minus(value, by), by)) },
  ];
  if (type === 'number') return [plain(name, 0), ...amounts];
  const near = NEAR_DAYS.map((most): QuantityColumn => ({
    name: `days until ${name}, at most ${most}`,
    encode: (value, by) => minus(by.atLeast(minus(positive(value, by), by), -most), by),
  }));
  return [...near, ...amounts];
}

function valueText({ type, categories }: ModelFact, value: number): string {
  if (type === 'text') return value === 0 ? 'another one' : categories[value - 1]!;
  if (type === 'boolean') return value === 1 ? 'yes' : 'no';
  if (type === 'number') return String(Number(value.toPrecision(6)));
  if (value === 0) return 'on the snapshot date';
  return `${daysText(Math.abs(value))} ${value > 0 ? 'after' : 'before'} the snapshot date`;
}
