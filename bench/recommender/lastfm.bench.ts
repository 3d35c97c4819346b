import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trainAls } from '#kernels';
import type { SparseRows } from '#ml';
import { sparseRowsFromTriples } from '#ml';
import type { InteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { evaluateRanker } from '../../apps/recommender-service/src/evaluation/model-evaluation.js';
import type { ModelEvaluation } from '../../apps/recommender-service/src/evaluation/model-evaluation.js';
import {
  factorRanker,
  neighbourRanker,
  popularityRanker,
} from '../../apps/recommender-service/src/evaluation/rankers.js';
import type { Ranker } from '../../apps/recommender-service/src/evaluation/rankers.js';
import type { RankingTask } from '../../apps/recommender-service/src/evaluation/ranking-tasks.js';
import { alsParameters } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import type { SearchedParameters } from '../../apps/recommender-service/src/engines/training-parameters.js';
import {
  bestAttempt,
  searchParameters,
} from '../../apps/recommender-service/src/retraining/search-parameters.js';
import { penaltyScale } from '../../apps/recommender-service/src/retraining/penalty-scale.js';

const K = 20;
const SEED = 42;
const SETTINGS = { iterations: 16, cgSteps: 3, leastGain: 0, seed: SEED };
/** Where the search begins: the defaults of the service. */
const START: SearchedParameters = {
  factors: 64,
  alpha: 3,
  regularization: 10,
  frequencyExponent: 0,
  halfLifeDays: 0,
};

const folder = process.env['LASTFM_DATA'] ?? '../shared/data/lastfm-hetrec';

/**
 * Quality on real listening: Last.fm (HetRec 2011) in the fixed split of LightGCN++ (train, valid and test files of `user item item ...`
 * lines in the folder LASTFM_DATA). The search chooses on valid, by fits on train; the choice is then fitted on train and tested once.
 * Whole catalogue ranked, items of train left out.
 * @param attempts fits that the search may make.
 */
export async function measureLastFm(attempts: number): Promise<void> {
  if (existsSync(join(folder, 'train.txt'))) await run(attempts);
  else console.log(`Last.fm: absent (no ${join(folder, 'train.txt')}; set LASTFM_DATA)`);
}

async function run(budget: number): Promise<void> {
  const [train, valid, test] = ['train', 'valid', 'test'].map(readPairs) as [Pairs, Pairs, Pairs];
  const all = [train, valid, test];
  const users = 1 + Math.max(...all.flatMap(({ user }) => user));
  const items = 1 + Math.max(...all.flatMap(({ item }) => item));
  const early = matrixOf(users, items, train);
  const validTasks = tasksOf(early, toRows(users, items, valid));
  const space = { attempts: budget, mostFactors: 512, halfLives: [0], seed: SEED };
  const started = performance.now();
  const found = await searchParameters(
    START,
    space,
    async (parameters) => {
      const result = evaluate(factorRanker(await fit(early.liked, parameters)), validTasks, early);
      console.log(`valid ${describe(result)} ${JSON.stringify(parameters)}`);
      return result;
    },
    ({ alpha, frequencyExponent }) => penaltyScale(early.liked, alpha, frequencyExponent),
  );
  const { parameters, ndcg } = bestAttempt(found);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `chosen on valid in ${found.length} attempts, ${seconds} s: NDCG@20 ${ndcg.toFixed(4)} ${JSON.stringify(parameters)}`,
  );
  const shrinkage = bestShrinkage(early, validTasks);
  const testTasks = tasksOf(early, toRows(users, items, test));
  const model = await fit(early.liked, parameters);
  const sha = createHash('sha256').update(model.userFactors).digest('hex').slice(0, 12);
  console.log(`test, ${testTasks.length} users, vectors ${sha}`);
  console.log(`  als         ${describe(evaluate(factorRanker(model), testTasks, early))}`);
  console.log(
    `  neighbours  ${describe(evaluate(neighbourRanker(early, { shrinkage, neighbours: 300 }), testTasks, early))} shrinkage ${shrinkage}`,
  );
  console.log(`  popularity  ${describe(evaluate(popularityRanker(early.listeners), testTasks, early))}`);
}

async function fit(liked: SparseRows, parameters: SearchedParameters) {
  const { users, items } = await trainAls(liked, alsParameters({ ...SETTINGS, ...parameters }), {
    workers: 2,
  });
  return { factors: parameters.factors, userFactors: users, songFactors: items };
}

function evaluate(ranker: Ranker, tasks: RankingTask[], early: InteractionMatrix): ModelEvaluation {
  return evaluateRanker(ranker, tasks, early, K, SEED).evaluation;
}

function bestShrinkage(early: InteractionMatrix, tasks: RankingTask[]): number {
  const scored = [0, 10, 30, 100, 300].map((shrinkage) => ({
    shrinkage,
    ndcg: evaluate(neighbourRanker(early, { shrinkage, neighbours: 300 }), tasks, early).ndcg,
  }));
  return scored.reduce((best, other) => (other.ndcg > best.ndcg ? other : best)).shrinkage;
}

function describe({ ndcg, recall, intervals }: ModelEvaluation): string {
  const { low, high } = intervals.ndcg;
  return `NDCG@20 ${ndcg.toFixed(4)} (95 % ${low.toFixed(4)} to ${high.toFixed(4)}) Recall@20 ${recall.toFixed(4)}`;
}

interface Pairs {
  user: number[];
  item: number[];
}

function readPairs(name: string): Pairs {
  const pairs: Pairs = { user: [], item: [] };
  for (const line of readFileSync(join(folder, `${name}.txt`), 'utf8').split('\n')) {
    const [user, ...items] = line
      .split(' ')
      .filter((word) => word !== '')
      .map(Number);
    for (const item of items) {
      pairs.user.push(user!);
      pairs.item.push(item);
    }
  }
  return pairs;
}

function toRows(users: number, items: number, { user, item }: Pairs): SparseRows {
  return sparseRowsFromTriples(
    users,
    items,
    Int32Array.from(user),
    Int32Array.from(item),
    new Float32Array(user.length).fill(1),
  );
}

function matrixOf(users: number, items: number, train: Pairs): InteractionMatrix {
  const liked = toRows(users, items, train);
  const every = Int32Array.from({ length: items }, (_, item) => item);
  const listeners = new Uint32Array(items);
  for (const item of liked.indices) listeners[item]! += 1;
  return { songOf: every, tableSongs: every, played: liked, liked, listeners };
}

function tasksOf(early: InteractionMatrix, wanted: SparseRows): RankingTask[] {
  const row = (matrix: SparseRows, user: number) =>
    matrix.indices.subarray(matrix.starts[user], matrix.starts[user + 1]);
  return Array.from({ length: wanted.rows }, (_, user) => ({
    user,
    played: row(early.played, user),
    wanted: row(wanted, user),
    wantsPercentiles: false,
  })).filter((task) => task.wanted.length > 0);
}
