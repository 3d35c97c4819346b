import type { ReasonDto } from './reason.dto.js';
import { typicalText } from './quantity-words.js';
import type { Quantity } from './quantity.js';

/** The quantities of one user and what each adds to the log-odds, one entry a quantity. */
interface ExplainedQuantities {
  readonly quantities: readonly Quantity[];
  readonly values: Float64Array;
  readonly contributions: Float64Array;
  readonly typical: readonly (number | null)[];
  /** Change of the score when this one quantity had been typical: above 0, its value raises the score. */
  effectOf(quantity: number): number;
}

const TOP_REASONS = 5;
/** In log-odds: about one percentage point of probability. Less is no reason, unless it is the largest there is. */
const SMALLEST_REASON = 0.05;

/**
 * Contributions summed by family, facts each by itself, the five largest. A family speaks through the
 * quantity that moves most in the family's direction, among those of which it is true: with a typical value
 * instead, and all else as it is, the score would lie on the other side. A share of a contribution need not
 * say so, where the model bends or quantities go together.
 */
export function strongestReasons(explained: ExplainedQuantities, most = TOP_REASONS): ReasonDto[] {
  const { quantities, values, contributions, typical } = explained;
  const subjects = subjectsOf(quantities)
    .map((members) => ({ members, total: members.reduce((sum, index) => sum + contributions[index]!, 0) }))
    .sort((a, b) => Math.abs(b.total) - Math.abs(a.total))
    .filter(({ total }, rank) => Math.abs(total) >= SMALLEST_REASON || (rank === 0 && total !== 0));
  const reasons: ReasonDto[] = [];
  for (const { members, total } of subjects) {
    if (reasons.length === most) break;
    const sign = Math.sign(total);
    const speaker = members
      .filter((index) => contributions[index]! * sign > 0)
      .sort((a, b) => (contributions[b]! - contributions[a]!) * sign)
      .find((index) => explained.effectOf(index) * sign > 0);
    if (speaker === undefined) continue;
    const told = { quantity: quantities[speaker]!, value: values[speaker]!, reference: typical[speaker]! };
    reasons.push(reasonOf(told, total));
  }
  return reasons;
}

const known = new WeakMap<readonly Quantity[], readonly number[][]>();

/** Places of the quantities that are told of together. */
function subjectsOf(quantities: readonly Quantity[]): readonly number[][] {
  const subjects = known.get(quantities) ?? [
    ...Map.groupBy(quantities.keys(), (index) => subjectOf(quantities[index]!)).values(),
  ];
  known.set(quantities, subjects);
  return subjects;
}

function subjectOf({ family, about = family }: Quantity): string {
  return about;
}

/** Puts one contribution into words, for people who do not know the quantity's name. */
export function reasonOf(
  { quantity, value, reference }: { quantity: Quantity; value: number; reference: number | null },
  contribution: number,
): ReasonDto {
  const direction = contribution >= 0 ? 'raises' : 'lowers';
  const typical = reference === null ? '' : ` (typical: ${typicalText(quantity.unit, reference)})`;
  return {
    family: quantity.family,
    feature: quantity.name,
    // Features are kept as float32, which has seven digits.
    value: Number.isNaN(value) ? null : Number(value.toPrecision(7)),
    reference: reference === null ? null : Number(reference.toPrecision(4)),
    contribution: Number(contribution.toPrecision(6)),
    direction,
    sentence: `${quantity.fact(value)}${typical}, which ${direction} the risk.`,
  };
}
