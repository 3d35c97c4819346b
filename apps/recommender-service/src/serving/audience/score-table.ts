import type { RiskRange } from '#common/bands';
import { findId } from '../../interactions/sorted-ids.js';

/** The churn probabilities of one score set, which never changes once it is written; 16 bytes a user. */
export class ScoreTable {
  /** @param ids ascending. @param probabilities in the order of the ids. */
  constructor(
    private readonly ids: BigInt64Array,
    private readonly probabilities: Float64Array,
  ) {}

  /** Null when the user was not scored. */
  probability(userId: string): number | null {
    const at = findId(this.ids, userId);
    return at === -1 ? null : this.probabilities[at]!;
  }

  /** Ids of the users within the range, ascending. */
  within({ from, below }: RiskRange): BigInt64Array {
    const ids = new BigInt64Array(this.ids.length);
    let count = 0;
    for (let n = 0; n < ids.length; n++) {
      const probability = this.probabilities[n]!;
      if (probability >= from && probability < below) ids[count++] = this.ids[n]!;
    }
    return ids.slice(0, count);
  }
}
