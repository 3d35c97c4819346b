import { referenceBins, sumOf } from '#ml';
import type { EffectPointDto, EffectsDto, QuantityEffectDto } from './effects.dto.js';
import type { Quantity } from '../model/quantity.js';

/** Values and contributions of users, one entry a user, each with one number a quantity. */
interface ExplainedUsers {
  readonly base: number;
  readonly values: readonly Float64Array[];
  readonly contributions: readonly Float64Array[];
}

const SHOWN = 12;
const POINTS = 10;

export function summariseEffects(quantities: readonly Quantity[], explained: ExplainedUsers): EffectsDto {
  const { base, values, contributions } = explained;
  return {
    users: values.length,
    base,
    families: [...new Set(quantities.map(({ family }) => family))]
      .map((family) => {
        const ofFamily = (values: Float64Array) =>
          values.filter((_, index) => quantities[index]!.family === family);
        return { family, meanAbsolute: mean(contributions.map((of) => Math.abs(sumOf(ofFamily(of))))) };
      })
      .sort((a, b) => b.meanAbsolute - a.meanAbsolute),
    quantities: quantities
      .map((quantity, index) => {
        const own = contributions.map((of) => of[index]!);
        return effectOf(
          quantity,
          values.map((of) => of[index]!),
          own,
        );
      })
      .filter(({ meanAbsolute }) => meanAbsolute > 0)
      .sort((a, b) => b.meanAbsolute - a.meanAbsolute)
      .slice(0, SHOWN),
  };
}

function effectOf(
  { name, family, meaning }: Quantity,
  values: readonly number[],
  contributions: readonly number[],
): QuantityEffectDto {
  return {
    name,
    family,
    meaning,
    meanAbsolute: mean(contributions.map(Math.abs)),
    ...spread(contributions),
    dependence: dependenceOf(values, contributions),
  };
}

/** Groups of about equally many users; equal values are never divided. */
function dependenceOf(values: readonly number[], contributions: readonly number[]): EffectPointDto[] {
  const { bounds } = referenceBins(values, POINTS);
  const groups = Array.from({ length: bounds.length + 2 }, () => ({
    values: [] as number[],
    own: [] as number[],
  }));
  values.forEach((value, user) => {
    const above = bounds.findIndex((bound) => value <= bound);
    const group = groups[Number.isNaN(value) ? bounds.length + 1 : above === -1 ? bounds.length : above]!;
    group.values.push(value);
    group.own.push(contributions[user]!);
  });
  return groups
    .filter(({ own }) => own.length > 0)
    .map((group) => ({
      value: Number.isNaN(group.values[0]!) ? null : mean(group.values),
      users: group.own.length,
      mean: mean(group.own),
      ...spread(group.own),
    }));
}

function spread(numbers: readonly number[]): { low: number; high: number } {
  const sorted = Float64Array.from(numbers).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return { low: at(0.05), high: at(0.95) };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
