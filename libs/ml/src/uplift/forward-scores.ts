import { SeededRandom } from '../random/seeded-random.js';
import { takeUsers } from './campaign-data.js';
import type { CampaignData } from './campaign-data.js';
import { fitUplift } from './learners.js';
import { UPLIFT_LEARNERS } from './uplift-model.js';
import type { UpliftLearner } from './uplift-model.js';

/** Users of a campaign, each scored by models of other users alone. */
export interface ForwardScores {
  /** The scored users: four fifths of all. */
  readonly users: CampaignData;
  readonly uplift: Readonly<Record<UpliftLearner, Float64Array>>;
  /** The block of each user, from 0 on: users of one block were scored by the same models. */
  readonly block: Uint8Array;
  /**
   * The chance of the outcome that takes most of the noise out of a difference of the arms: that of the
   * treated times the share held out, and that of the hold-out times the share treated.
   */
  readonly expected: Float64Array;
}

const BLOCKS = 5;

/**
 * Divides the users into five blocks by chance. Each block but the first is scored by models of the blocks before it.
 * So a score depends on no later outcome, and scores of different blocks can be tested as one sample; with
 * models of all other blocks, the blocks would depend on each other in circles.
 */
export function forwardScores(data: CampaignData, seed: number): ForwardScores {
  const rows = new SeededRandom(seed).shuffle(Uint32Array.from(data.treated.keys()));
  const bound = (block: number) => Math.round((block * rows.length) / BLOCKS);
  const users = takeUsers(data, rows.subarray(bound(1)));
  const length = users.treated.length;
  const uplift = Object.fromEntries(
    UPLIFT_LEARNERS.map((learner) => [learner, new Float64Array(length)]),
  ) as Record<UpliftLearner, Float64Array>;
  const [block, expected] = [new Uint8Array(length), new Float64Array(length)];
  for (let k = 1; k < BLOCKS; k++) {
    const before = takeUsers(data, rows.subarray(0, bound(k)));
    const { x } = takeUsers(data, rows.subarray(bound(k), bound(k + 1)));
    const at = bound(k) - bound(1);
    const share = before.treated.reduce((sum, one) => sum + one, 0) / before.treated.length;
    const arms = fitUplift('two models', before, seed);
    const [holdout, treated] = arms.models.map((model) => model.probabilities(x));
    block.fill(k - 1, at, at + x.rows);
    expected.set(
      treated!.map((p, i) => (1 - share) * p + share * holdout![i]!),
      at,
    );
    for (const learner of UPLIFT_LEARNERS) {
      const model = learner === arms.learner ? arms : fitUplift(learner, before, seed + k);
      uplift[learner].set(model.uplift(x), at);
    }
  }
  return { users, uplift, block, expected };
}
