import { loadavg } from 'node:os';
import { loadSettings } from '#common';
import { SeededRandom } from '#ml';
import type { SparseRows } from '#ml';
import { fitterInMemory } from '../../apps/recommender-service/src/engines/fitter.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { parametersFromSettings } from '../../apps/recommender-service/src/engines/training-parameters.js';
import { evaluationPlan } from '../../apps/recommender-service/src/evaluation/evaluation-plan.js';
import { likedSizes } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { NOT_YET } from '../../apps/recommender-service/src/interactions/pair-table.js';
import type { PairTable } from '../../apps/recommender-service/src/interactions/pair-table.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { searchRecommenderParameters } from '../../apps/recommender-service/src/retraining/search-recommender-parameters.worker.js';
import { trainRecommender } from '../../apps/recommender-service/src/retraining/train-recommender.worker.js';
import { heavyTailedMatrix } from './heavy-tailed-matrix.js';
import { trainingTask } from '../../test/support/fixtures/training-task.js';
import { PairCollector } from '../../test/support/fixtures/pair-collector.js';

/** Few users, long histories, many songs: a household service, where one fit takes as long as a search may. */
const SHAPE = { name: 'long histories', users: 2_469, songs: 68_509, pairs: 1_000_000 };
const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const engine = new KernelEngine(2);

/** Whether a search of so many seconds, and the retrain around it, end in time. */
export async function measureLongHistories(seconds: number): Promise<void> {
  const matrix = heavyTailedMatrix(SHAPE, 5);
  const random = new SeededRandom(6);
  const days = Float32Array.from({ length: matrix.indices.length }, () => random.int(10));
  const start = parametersFromSettings(settings);
  const plan = evaluationPlan(settings);
  const began = performance.now();
  const took = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const report = ({ step }: { step: string }): void => console.log(`  ${took()} ${step}`);
  const space = { attempts: 1_000, mostFactors: 512, seed: start.seed, seconds };
  const tables = { table: tableOf(matrix, days, 8, 9), earlier: tableOf(matrix, days, 7, 8) };
  const search = { ...tables, start, space, plan, leastUsers: settings.RECOMMENDER_GATE_USERS };
  const outcome = await searchRecommenderParameters(search, engine, report).catch((error: unknown) => {
    console.log(`  the search failed: ${String(error)}`);
    return null;
  });
  console.log(
    `search of ${seconds} s on ${SHAPE.name} took ${took()}: ${outcome?.attempts.length} attempts, ${outcome?.reason}`,
  );
  const fit = { ...start, ...(outcome?.isBetter === true ? outcome.best.parameters : {}) };
  const table = tableOf(matrix, days, 9, 10);
  const { minListeners } = start;
  const task = trainingTask(table, {
    liked: likedSizes(table, minListeners),
    lastDays: { early: 9, all: 10 },
    minListeners,
    fit,
    evaluation: plan,
  });
  await trainRecommender(task, fitterInMemory(engine), report);
  console.log(`retrain with the search took ${took()}; load ${loadavg()[0]!.toFixed(1)}`);
}

/** The pairs of the days before `until`; those before `cut` are early. */
function tableOf(matrix: SparseRows, days: Float32Array, cut: number, until: number): PairTable {
  const collector = new PairCollector();
  for (let user = 0; user < matrix.rows; user++) {
    for (let n = matrix.starts[user]!; n < matrix.starts[user + 1]!; n++) {
      const weight = matrix.weights[n]!;
      if (days[n]! < until)
        collector.add(user, matrix.indices[n]!, weight, days[n]! < cut ? weight : NOT_YET);
    }
  }
  return collector.finish();
}
