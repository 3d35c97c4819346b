import type { Churn } from '../data/contracts.js';
import { count } from '../format/numbers.js';
import { texts } from '../texts.js';

/** How many users a list leaves out since they may not be contacted, and why; nothing where it leaves out none. */
export function LeftOut({ of }: { of: Churn['LeftOutDto'] | null | undefined }) {
  if (of === null || of === undefined) return null;
  const { excluded, suppressed, heldOut } = of;
  if (excluded + suppressed + heldOut === 0) return null;
  return <p className="note">{texts.lists.leftOut(count(excluded), count(suppressed), count(heldOut))}</p>;
}
