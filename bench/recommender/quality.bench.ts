import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '#common';
import { fitModel } from '../../apps/recommender-service/src/engines/fit-model.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import {
  fitParametersOf,
  parametersFromSettings,
} from '../../apps/recommender-service/src/engines/training-parameters.js';
import type { SearchedParameters } from '../../apps/recommender-service/src/engines/training-parameters.js';
import { evaluationPlan } from '../../apps/recommender-service/src/evaluation/evaluation-plan.js';
import { heldOutQuestion } from '../../apps/recommender-service/src/evaluation/held-out-evaluation.js';
import {
  evaluateRanker,
  pairedDifference,
} from '../../apps/recommender-service/src/evaluation/model-evaluation.js';
import type { Evaluated } from '../../apps/recommender-service/src/evaluation/model-evaluation.js';
import { modelRanker, popularityRanker } from '../../apps/recommender-service/src/evaluation/rankers.js';
import type { Ranker } from '../../apps/recommender-service/src/evaluation/rankers.js';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import type { PairTable } from '../../apps/recommender-service/src/interactions/pair-table.js';
import type { RankingTask } from '../../apps/recommender-service/src/evaluation/ranking-tasks.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { bestAttempt } from '../../apps/recommender-service/src/retraining/search-parameters.js';
import { searchRecommenderParameters } from '../../apps/recommender-service/src/retraining/search-recommender-parameters.js';
import type { SearchOutcome } from '../../apps/recommender-service/src/retraining/search-recommender-parameters.js';
import { DATA_SETS, tableOf } from './quality-data.js';
import type { DataSet } from './quality-data.js';

const data = process.env['QUALITY_DATA'] ?? '../shared/data';
const TEST_USERS = Number(process.env['USERS'] ?? 5_000);
const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const start = parametersFromSettings(settings);
const engine = new KernelEngine(2);

/**
 * Quality on real pairs of three kinds, in fixed parts (train.txt, valid.txt, test.txt below QUALITY_DATA). What a first retrain does by
 * itself searches on train and valid; each model it names is then fitted on train and tested once: whole catalogue ranked, songs of train
 * left out.
 * @param seconds of the search.
 */
export async function measureQuality(name: string | undefined, seconds: number): Promise<void> {
  for (const set of DATA_SETS) {
    if (name !== undefined && set.name !== name) continue;
    const folder = join(data, set.name);
    if (existsSync(join(folder, 'train.txt'))) await measure(set, folder, seconds);
    else console.log(`${set.name}: absent (no ${join(folder, 'train.txt')}; set QUALITY_DATA)`);
  }
}

async function measure(set: DataSet, folder: string, seconds: number): Promise<void> {
  const started = processorSeconds();
  const outcome = await searchRecommenderParameters(
    {
      tables: [{ halfLifeDays: 0, table: tableOf(folder, set, 'train', 'valid') }],
      start: { ...start, minListeners: 1 },
      space: { attempts: settings.RECOMMENDER_SEARCH_ATTEMPTS, mostFactors: 128, seed: start.seed, seconds },
      plan: evaluationPlan(settings),
    },
    engine,
    () => undefined,
  );
  console.log(
    `${set.name}: search ${(processorSeconds() - started).toFixed(0)} processor s, ${outcome.attempts.length} attempts, load ${loadavg()[0]!.toFixed(1)}`,
  );
  for (const { parameters, ndcg, recall } of outcome.attempts) {
    console.log(`  valid ${ndcg.toFixed(4)} ${recall.toFixed(4)} ${JSON.stringify(parameters)}`);
  }
  for (const { parameters, ndcg, larger } of outcome.confirmed) {
    console.log(`  again ${ndcg.toFixed(4)} ${larger.ndcg.toFixed(4)} ${JSON.stringify(parameters)}`);
  }
  await test(set, folder, outcome);
}

async function test(set: DataSet, folder: string, { attempts, best }: SearchOutcome): Promise<void> {
  const table = tableOf(folder, set, 'train', 'test');
  const early = buildInteractionMatrix(table, 'early', 1);
  const plan = { ...evaluationPlan(settings), maxUsers: TEST_USERS, percentileUsers: 0 };
  const { tasks: reachable, eligibleUsers, unreachablePairs } = heldOutQuestion(table, early, plan);
  const tasks = withUnreachable(reachable, table, early);
  console.log(`  test ${tasks.length} of ${eligibleUsers} users, ${unreachablePairs} pairs out of reach`);
  const evaluate = (ranker: Ranker) => evaluateRanker(ranker, tasks, early, plan.k, plan.seed);
  const fitted = async (parameters: SearchedParameters) => {
    const model = await fitModel(
      engine,
      early.liked,
      fitParametersOf({ ...start, ...parameters }),
      () => undefined,
    );
    return evaluate(modelRanker(model, early.liked));
  };
  const bestOf = (isOne: (parameters: SearchedParameters) => boolean) => {
    const some = attempts.filter(({ parameters }) => isOne(parameters));
    return some.length === 0 ? null : bestAttempt(some).parameters;
  };
  const chosen = await show('searched', best.parameters, fitted);
  const others: [string, SearchedParameters | null][] = [
    ['defaults', attempts[0]!.parameters],
    ['factors', bestOf(({ itemShare }) => itemShare === 0)],
    ['item neighbours', bestOf(({ itemShare, itemModel }) => itemShare === 1 && itemModel === 'neighbours')],
    ['local ridge', bestOf(({ itemShare, itemModel }) => itemShare === 1 && itemModel === 'local-ridge')],
    ['best blend on valid', bestOf(({ itemShare }) => itemShare > 0 && itemShare < 1)],
  ];
  for (const [name, parameters] of others) {
    if (parameters === null) continue;
    ahead(chosen, await show(name, parameters, fitted));
  }
  const popularity = evaluate(popularityRanker(early.listeners));
  console.log(`  ${'popularity'.padEnd(20)} ${describe(popularity)}`);
  ahead(chosen, popularity);
}

async function show(
  name: string,
  parameters: SearchedParameters,
  fitted: (parameters: SearchedParameters) => Promise<Evaluated>,
): Promise<Evaluated> {
  const started = processorSeconds();
  const found = await fitted(parameters);
  const seconds = (processorSeconds() - started).toFixed(1);
  console.log(`  ${name.padEnd(20)} ${describe(found)} ${seconds} processor s ${JSON.stringify(parameters)}`);
  return found;
}

/**
 * Published figures count every pair of the test part, also those of songs that train does not hold: here these stand behind the songs of
 * the matrix, where no list finds them.
 */
function withUnreachable(tasks: RankingTask[], table: PairTable, early: InteractionMatrix): RankingTask[] {
  const missing = new Uint32Array(table.userIds.length);
  table.users.forEach((user, n) => (missing[user]! += Number(early.songOf[table.songs[n]!] === -1)));
  const songs = early.tableSongs.length;
  return tasks.map((task) => ({
    ...task,
    wanted: Int32Array.from([
      ...task.wanted,
      ...Array.from({ length: missing[task.user]! }, (_, n) => songs + n),
    ]),
  }));
}

function ahead(chosen: Evaluated, other: Evaluated): void {
  const { value, low, high } = pairedDifference(chosen, other, start.seed);
  console.log(`    searched is ahead by ${value.toFixed(4)} (95 % ${low.toFixed(4)} to ${high.toFixed(4)})`);
}

function describe({ evaluation: { ndcg, recall, intervals } }: Evaluated): string {
  const { low, high } = intervals.ndcg;
  return `NDCG@20 ${ndcg.toFixed(4)} (95 % ${low.toFixed(4)} to ${high.toFixed(4)}) Recall@20 ${recall.toFixed(4)}`;
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
