import { sigmoid } from '../linear/sigmoid.js';
import { SeededRandom } from '../random/seeded-random.js';
import type { CampaignData } from './campaign-data.js';
import { forwardScores } from './forward-scores.js';
import { heterogeneity } from './heterogeneity.js';

/** What the effect of the simulated contact depends on. */
export type Mechanism = 'none' | 'even' | 'linear' | 'step';

/** What a contact adds to the chance of staying. */
const EFFECT: Record<Mechanism, (x: Float64Array) => number> = {
  none: () => 0,
  even: () => 0.1,
  linear: (x) => 0.1 + 0.1 * Math.max(-1.5, Math.min(1.5, x[1]!)),
  step: (x) => (x[1]! > 0 === x[2]! > 0 ? 0.25 : -0.05),
};

export interface SimulatedUplift extends CampaignData {
  /** The true effect on each user. */
  readonly truth: Float64Array;
}

/**
 * A campaign of users with five quantities: the first decides how likely a user stays, the second (and the
 * third) what a contact adds to it, after the mechanisms of Nie and Wager (Biometrika 108, 2021).
 */
export function simulateUplift(
  seed: number,
  { users, holdout, mechanism }: { users: number; holdout: number; mechanism: Mechanism },
): SimulatedUplift {
  const columns = 5;
  const random = new SeededRandom(seed);
  const x = { rows: users, columns, values: new Float64Array(users * columns).map(() => random.normal()) };
  const [treated, outcomes, truth] = [new Uint8Array(users), new Uint8Array(users), new Float64Array(users)];
  for (let i = 0; i < users; i++) {
    const row = x.values.subarray(i * columns, (i + 1) * columns);
    truth[i] = EFFECT[mechanism](row);
    treated[i] = Number(random.next() >= holdout);
    const stays = 0.1 + 0.6 * sigmoid(1.5 * row[0]!) + treated[i]! * truth[i]!;
    outcomes[i] = Number(random.next() < stays);
  }
  return { x, treated, outcomes, truth };
}

/** Of how many simulated campaigns it is said that the effect differs between users, by the bound of `assessUplift`. */
export function falseProofs(
  mechanism: 'none' | 'even',
  { campaigns, users }: { campaigns: number; users: number },
): number {
  return Array.from({ length: campaigns }, (_, seed) => {
    const data = simulateUplift(100 + seed, { users, holdout: 0.3, mechanism });
    const pValues = Object.values(heterogeneity(forwardScores(data, seed), { permutations: 199, seed }));
    return Math.min(...pValues) * pValues.length <= 0.02;
  }).filter(Boolean).length;
}
