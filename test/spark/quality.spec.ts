import { SeededRandom } from '#ml';
import { fitModel } from '../../apps/recommender-service/src/engines/fit-model.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { SparkEngine } from '../../apps/recommender-service/src/engines/spark-engine.js';
import type { TrainedModel } from '../../apps/recommender-service/src/engines/training-engine.js';
import type { FitParameters } from '../../apps/recommender-service/src/engines/training-parameters.js';
import { baselinesBeside } from '../../apps/recommender-service/src/evaluation/baselines.js';
import {
  evaluateHeldOut,
  heldOutQuestion,
} from '../../apps/recommender-service/src/evaluation/held-out-evaluation.js';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { NOT_YET, PairCollector } from '../../apps/recommender-service/src/interactions/pair-table.js';
import { SPARK_PARAMETERS } from './fits.js';
import { likedFiles } from '../support/liked-files.js';
import { temporaryPlace } from './spark-place.js';

const SEEDS = [1, 2, 3, 4, 5, 6];
const PLAN = {
  k: 20,
  maxUsers: 1000,
  percentileUsers: 10,
  neighbourUsers: 50,
  seed: 5,
  neighbours: { shrinkage: 1, neighbours: 20 },
};

/** Users of eight overlapping tastes; a quarter of their pairs meets only after the cut. */
function table() {
  const random = new SeededRandom(8);
  const collector = new PairCollector();
  for (let user = 0; user < 400; user++) {
    for (let song = 0; song < 240; song++) {
      if (random.next() > (user % 8 === song % 8 ? 0.35 : 0.06)) continue;
      const weight = 0.2 + random.next();
      collector.add(user, song, weight, random.int(4) === 0 ? NOT_YET : weight);
    }
  }
  return collector.finish();
}

describe('the quality of a fit by Spark', () => {
  const place = temporaryPlace();
  const pairs = table();
  const early = buildInteractionMatrix(pairs, 'early', 2);
  const question = heldOutQuestion(pairs, early, PLAN);
  const baselines = baselinesBeside({ early, tasks: question.tasks, plan: PLAN }, 1);

  afterAll(() => {
    place.remove();
  });

  async function ndcg(
    fit: (parameters: FitParameters) => Promise<TrainedModel>,
    seed: number,
  ): Promise<number> {
    const model = await fit({ ...SPARK_PARAMETERS, iterations: 8, factors: 12, seed });
    const models = { model, liveParameters: null, liveVersion: null };
    return (await evaluateHeldOut(question, early, models, baselines, PLAN)).model.ndcg;
  }

  it("lies within what seeds change of the kernel's, from starts of its own", async () => {
    const ours: number[] = [];
    const silent = (): void => undefined;
    const byKernel = (parameters: FitParameters) =>
      fitModel(new KernelEngine(1), early.liked, parameters, silent);
    for (const seed of SEEDS) ours.push(await ndcg(byKernel, seed));
    const spark = new SparkEngine(place, new KernelEngine(1));
    const files = likedFiles(early.liked, place.folder);
    const bySpark = (parameters: FitParameters) => spark.fitModel(files, parameters, silent);
    const theirs = [await ndcg(bySpark, 1), await ndcg(bySpark, 2)];
    const mean = ours.reduce((sum, value) => sum + value, 0) / ours.length;
    const deviation = Math.sqrt(
      ours.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (ours.length - 1),
    );
    expect(mean).toBeGreaterThan(1.5 * (await baselines).popularity.evaluation.ndcg);
    for (const value of theirs) expect(Math.abs(value - mean)).toBeLessThan(4 * deviation);
  });
});
