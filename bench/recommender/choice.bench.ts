import { loadSettings } from '#common';
import { SeededRandom } from '#ml';
import { fitModel } from '../../apps/recommender-service/src/engines/fit-model.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { parametersFromSettings } from '../../apps/recommender-service/src/engines/training-parameters.js';
import { heldOutQuestion } from '../../apps/recommender-service/src/evaluation/hold-out.js';
import { evaluationPlan } from '../../apps/recommender-service/src/evaluation/evaluation-plan.js';
import { evaluateRanker } from '../../apps/recommender-service/src/evaluation/model-evaluation.js';
import { modelRanker } from '../../apps/recommender-service/src/evaluation/rankers.js';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import type { PairTable } from '../../apps/recommender-service/src/interactions/pair-table.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { qualityData } from './quality-data.js';
import type { TrainingParameters } from '../../apps/recommender-service/src/engines/training-parameters.js';

const POINTS = Number(process.env['POINTS'] ?? 24);
const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const start = parametersFromSettings(settings);
const engine = new KernelEngine(2);

/** What one point reached: of two halves of the users of the validation part, and of the users of the test part. */
interface Found {
  parameters: TrainingParameters;
  first: Float64Array;
  second: Float64Array;
  test: Float64Array;
}

/**
 * Why a choice does not carry over: points drawn over the space of factors are evaluated on the validation
 * part and, fitted on more, on the test part. Told are how alike two halves of the validation users order
 * them (luck of the users), how alike validation and test order them (that, and the step to other days and
 * more pairs), and what the choice by 1,000 and by all validation users loses of the best on the test.
 */
export async function measureChoice(name = 'sample'): Promise<void> {
  const data = qualityData(name, process.env['QUALITY_DATA'] ?? '../shared/data');
  if (data === null) throw new Error(`there is no data set ${name}`);
  const points = drawnPoints(data.minListeners);
  const valid = await evaluated(data.search, points);
  const test = await evaluated(data.test, points);
  const found = points.map((parameters, n): Found => {
    const half = valid[n]!.length >> 1;
    return {
      parameters,
      first: valid[n]!.subarray(0, half),
      second: valid[n]!.subarray(half),
      test: test[n]!,
    };
  });
  found.sort((a, b) => mean(b.test) - mean(a.test));
  console.log(
    `${name}: ${points.length} points, NDCG@20 of validation users, halves of ${found[0]!.first.length}, and of ${found[0]!.test.length} test users`,
  );
  for (const { parameters, first, second, test: own } of found) {
    const { form, factors, alpha, regularization, frequencyExponent } = parameters;
    console.log(
      `  ${[first, second, own].map((values) => mean(values).toFixed(4)).join(' ')} ${JSON.stringify({ form, factors, alpha, regularization, frequencyExponent })}`,
    );
  }
  const best = found.filter((_, n) => n < found.length / 2);
  const both = ({ first, second }: Found) => (mean(first) + mean(second)) / 2;
  for (const [among, some] of [
    ['all points', found],
    ['the better half', best],
  ] as const) {
    const half = correlation(
      some.map(({ first }) => mean(first)),
      some.map(({ second }) => mean(second)),
    );
    const step = correlation(
      some.map(both),
      some.map(({ test: own }) => mean(own)),
    );
    console.log(
      `  among ${among}: correlation of two halves ${half.toFixed(3)}, of validation and test ${step.toFixed(3)}`,
    );
  }
  report('first half', found, ({ first }) => mean(first));
  report('all validation users', found, both);
}

function report(by: string, found: readonly Found[], worth: (found: Found) => number): void {
  const chosen = found.reduce((a, b) => (worth(b) > worth(a) ? b : a));
  const most = mean(found[0]!.test);
  console.log(
    `  chosen by ${by}: seen ${worth(chosen).toFixed(4)}, second half ${mean(chosen.second).toFixed(4)}, ` +
      `test ${mean(chosen.test).toFixed(4)}, ${(100 * (1 - mean(chosen.test) / most)).toFixed(1)} % below the best of the test, ${most.toFixed(4)}`,
  );
}

/** Log-uniform around where good parameters lie. */
function drawnPoints(minListeners: number): TrainingParameters[] {
  const random = new SeededRandom(11);
  const between = (least: number, most: number) => least * (most / least) ** random.next();
  return Array.from({ length: POINTS }, (_, n) => {
    const own = { ...start, minListeners, itemShare: 0, factors: [32, 64][n % 2]! };
    if (n === 0) return own;
    return n % 3 === 0
      ? {
          ...own,
          form: 'rendle',
          alpha: between(3, 100),
          regularization: between(0.01, 0.5),
          frequencyExponent: 1,
        }
      : {
          ...own,
          form: 'hkv',
          alpha: between(0.3, 30),
          regularization: between(0.3, 100),
          frequencyExponent: 0,
        };
  });
}

/** NDCG of each user for each point, the same users in the same order. */
async function evaluated(table: PairTable, points: readonly TrainingParameters[]): Promise<Float64Array[]> {
  const early = buildInteractionMatrix(table, 'early', points[0]!.minListeners);
  const plan = evaluationPlan(settings);
  const { tasks } = heldOutQuestion(table, early, plan);
  const found: Float64Array[] = [];
  for (const parameters of points) {
    const model = await fitModel(engine, early.liked, parameters, () => undefined);
    found.push(evaluateRanker(modelRanker(model, early.liked), tasks, early, plan.k, plan.seed).ndcgOfUsers);
  }
  return found;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - middle);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, n) => sum + value * v[n]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
