import { sigmoid } from '#ml';
import { notCompared, compareWithChampion } from '../metrics/compare-champion.js';
import type { ChampionComparison } from '../metrics/compare-champion.js';
import type { Division } from '../metrics/slices.js';
import { decodeArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import type { TrainingTask } from './training-task.js';

/** Sets the live version on the same test users, where it means the same by churn. */
export function challengeChampion(
  { data, catalogue, sides }: TrainingTask,
  divisions: readonly Division[],
  challenger: Float64Array,
  labels: Uint8Array,
): ChampionComparison | null {
  if (data.champion === null) return null;
  const { version } = data.champion;
  let scorer: ChurnModel;
  try {
    scorer = new ChurnModel(decodeArtefact(data.champion.artefact));
  } catch (error) {
    return notCompared(
      version,
      `it cannot be used any more: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (definitionText(scorer.artefact) !== definitionText(data))
    return notCompared(
      version,
      'it learned another definition of churn, another population or other windows.',
    );
  const width = catalogue.features.length;
  const values = new Float32Array(sides.test.length * width);
  sides.test.forEach((row, i) => values.set(data.values.subarray(row * width, (row + 1) * width), i * width));
  const champion = scorer.margins(values, sides.test.length).map(sigmoid);
  return compareWithChampion(version, divisions, { labels, challenger, champion, draws: data });
}

function definitionText({
  featureDays,
  labelDays,
  activityKinds,
  population,
}: TrainingTask['data'] | ChurnModel['artefact']) {
  return JSON.stringify([featureDays, labelDays, activityKinds, population.kinds, population.minDays]);
}
