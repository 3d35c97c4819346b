import { sigmoid, splitByUser } from '#ml';
import { notCompared, compareWithChampion } from '../model-quality/compare-champion.js';
import type { ChampionComparison } from '../model-quality/compare-champion.js';
import type { Division } from '../model-quality/slices.js';
import { decodeArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import type { TrainingTask } from './prepare.js';

/** With fewer users, or of one outcome only, there is nothing to compare. */
const FEWEST_USERS = 30;

/**
 * Sets the live version on the test users of both, where it means the same by churn: users that the champion
 * learned from, under another seed or other shares, would speak for it.
 * @param challenger probabilities of the test users, with their `labels` and `divisions`
 */
export function challengeChampion(
  { data, catalogue, sides }: TrainingTask,
  divisions: readonly Division[],
  challenger: Float64Array,
  labels: Uint8Array,
): ChampionComparison | null {
  if (data.champion === null) return null;
  const { version } = data.champion;
  let champion: ChurnModel;
  try {
    // What is served has learned from everybody.
    champion = new ChurnModel(decodeArtefact(data.champion.artefact), 'evaluated');
  } catch (error) {
    return notCompared(
      version,
      `it cannot be used any more: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (definitionText(champion.artefact) !== definitionText(data))
    return notCompared(
      version,
      'it learned another definition of churn, another population or other lengths of windows and history.',
    );

  const common = testUsersOf(
    champion,
    BigInt64Array.from(sides.test, (row) => data.userIds[row]!),
  );
  const outcomes = Uint8Array.from(common, (at) => labels[at]!);
  const users = common.length;
  if (users < FEWEST_USERS || new Set(outcomes).size < 2) {
    const because = `only ${users} users were test users of both, or all of them had the same outcome.`;
    return notCompared(version, because, { comparable: true, users });
  }
  const width = catalogue.features.length;
  const values = new Float32Array(users * width);
  common.forEach((at, i) => {
    const row = sides.test[at]!;
    values.set(data.values.subarray(row * width, (row + 1) * width), i * width);
  });
  return compareWithChampion(
    version,
    divisions.map((division) => ({ ...division, values: Array.from(common, (at) => division.values[at]!) })),
    {
      labels: outcomes,
      challenger: Float64Array.from(common, (at) => challenger[at]!),
      champion: champion.margins(values, users).map(sigmoid),
      draws: data,
    },
  );
}

/** Places of the users that the champion never learned from. */
function testUsersOf({ artefact: { split } }: ChurnModel, userIds: BigInt64Array): Int32Array {
  return splitByUser(userIds, { seed: split.seed, shares: [split.testShare] })[0]!;
}

function definitionText({
  featureDays,
  historyDays,
  labelDays,
  activityKinds,
  population,
}: TrainingTask['data'] | ChurnModel['artefact']) {
  return JSON.stringify([
    featureDays,
    historyDays,
    labelDays,
    activityKinds,
    population.kinds,
    population.minDays,
  ]);
}
