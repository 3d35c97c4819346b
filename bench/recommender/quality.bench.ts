import { loadavg } from 'node:os';
import { loadSettings } from '#common';
import { fitModel } from '../../apps/recommender-service/src/engines/fit-model.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { parametersFromSettings } from '../../apps/recommender-service/src/engines/training-parameters.js';
import { evaluationPlan } from '../../apps/recommender-service/src/evaluation/evaluation-plan.js';
import { heldOutQuestion } from '../../apps/recommender-service/src/evaluation/hold-out.js';
import {
  evaluateRanker,
  pairedDifference,
} from '../../apps/recommender-service/src/evaluation/model-evaluation.js';
import type { Evaluated } from '../../apps/recommender-service/src/evaluation/model-evaluation.js';
import { modelRanker, popularityRanker } from '../../apps/recommender-service/src/evaluation/rankers.js';
import type { Ranker } from '../../apps/recommender-service/src/evaluation/rankers.js';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { NOT_YET } from '../../apps/recommender-service/src/interactions/pair-table.js';
import type { PairTable } from '../../apps/recommender-service/src/interactions/pair-table.js';
import type { RankingTask } from '../../apps/recommender-service/src/evaluation/hold-out.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { searchRecommenderParameters } from '../../apps/recommender-service/src/retraining/search-recommender-parameters.worker.js';
import type { SearchOutcome } from '../../apps/recommender-service/src/retraining/search-recommender-parameters.worker.js';
import { DATA_SETS, qualityData } from './quality-data.js';
import type { QualityData } from './quality-data.js';
import type { SearchedParameters } from '../../apps/recommender-service/src/engines/training-parameters.js';

const folder = process.env['QUALITY_DATA'] ?? '../shared/data';
const TEST_USERS = Number(process.env['USERS'] ?? 5_000);
const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const start = parametersFromSettings(settings);
const SEED = Number(process.env['SEED'] ?? start.seed);
/** On a machine that others use, too, the search gets what it would get on a quiet one with two processors. */
const now = process.env['BY_PROCESSORS'] === undefined ? () => performance.now() : processorClock;
const engine = new KernelEngine(2, now);

/**
 * Quality on real pairs of three kinds, in fixed parts (train.txt, valid.txt, test.txt below QUALITY_DATA),
 * and on generated logs. What a first retrain does by itself searches on the first two parts; each model it
 * names is then fitted and tested once: whole catalogue ranked, songs played before left out.
 * @param seconds of the search.
 */
export async function measureQuality(wanted: string | undefined, seconds: number): Promise<void> {
  for (const name of DATA_SETS) {
    if (wanted !== undefined && name !== wanted) continue;
    const data = qualityData(name, folder);
    if (data === null)
      console.log(`${name}: absent (no such folder with train.txt in ${folder}; set QUALITY_DATA)`);
    else await measure(name, data, seconds);
  }
}

async function measure(name: string, data: QualityData, seconds: number): Promise<void> {
  const watch = new Watch();
  const phases: string[] = [];
  let phase = 'the start';
  let phaseWatch = new Watch();
  const outcome = await searchRecommenderParameters(
    {
      table: data.search,
      earlier: data.earlier,
      start: { ...start, minListeners: data.minListeners },
      space: { attempts: 1_000, mostFactors: 512, seed: SEED, seconds },
      plan: evaluationPlan(settings),
      leastUsers: settings.RECOMMENDER_GATE_USERS,
    },
    engine,
    ({ step }) => {
      if (step === phase) return;
      phases.push(`${phase} ${phaseWatch.seconds()}`);
      phase = step;
      phaseWatch = new Watch();
    },
    now,
  );
  console.log(
    `${name}: ${outcome.likedPairs} liked pairs; search of ${seconds} s took ${watch.seconds()}: ${outcome.attempts.length} attempts, ` +
      `${outcome.confirmed.length} confirmed; load ${loadavg()[0]!.toFixed(1)}`,
  );
  console.log(`  ${[...phases, `${phase} ${phaseWatch.seconds()}`].join('; ')}`);
  for (const { parameters, ndcg, recall } of outcome.attempts) {
    console.log(`  valid ${ndcg.toFixed(4)} ${recall.toFixed(4)} ${JSON.stringify(parameters)}`);
  }
  for (const { parameters, ndcg, earlier } of outcome.confirmed) {
    console.log(`  again ${ndcg.toFixed(4)} ${earlier.ndcg.toFixed(4)} ${JSON.stringify(parameters)}`);
  }
  await test(data, outcome);
}

async function test(
  { test: table, minListeners }: QualityData,
  { attempts, best }: SearchOutcome,
): Promise<void> {
  const early = buildInteractionMatrix(table, 'early', minListeners);
  const plan = { ...evaluationPlan(settings), maxUsers: TEST_USERS };
  const { tasks: reachable, eligibleUsers, unreachablePairs } = heldOutQuestion(table, early, plan);
  const tasks = withUnreachable(reachable, table, early);
  console.log(`  test ${tasks.length} of ${eligibleUsers} users, ${unreachablePairs} pairs out of reach`);
  const evaluate = (ranker: Ranker) => evaluateRanker(ranker, tasks, early, plan.k, plan.seed);
  const fitted = async (parameters: SearchedParameters) => {
    const model = await fitModel(engine, early.liked, { ...start, ...parameters }, () => undefined);
    return evaluate(modelRanker(model, early.liked));
  };
  const bestOf = (isOne: (parameters: SearchedParameters) => boolean) => {
    const some = attempts.filter(({ parameters }) => isOne(parameters));
    return some.toSorted((a, b) => b.ndcg - a.ndcg)[0]?.parameters ?? null;
  };
  const chosen = await show('searched', best.parameters, fitted);
  const local = {
    itemNeighbours: 100,
    itemShrinkage: 30,
    itemRidge: 100,
    itemRidgeExponent: 0.25,
    itemDropout: 0,
    itemActivityExponent: 0,
  } as const;
  const rendle = {
    form: 'rendle',
    factors: 64,
    alpha: 10,
    regularization: 0.1,
    frequencyExponent: 1,
    frequency: 'all',
  } as const;
  const fixed = { ...attempts[0]!.parameters, ...rendle, ...local };
  const others: [string, SearchedParameters | null][] = [
    ['defaults', attempts[0]!.parameters],
    ['factors', bestOf(({ itemShare }) => itemShare === 0)],
    ['local ridge', bestOf(({ itemShare }) => itemShare === 1)],
    ['best blend on valid', bestOf(({ itemShare }) => itemShare > 0 && itemShare < 1)],
    // What defaults might be: the same for every set.
    ['fixed factors', { ...fixed, itemShare: 0 }],
    ['fixed local ridge', { ...fixed, itemShare: 1 }],
    ['fixed blend', { ...fixed, itemShare: 0.5 }],
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
  const watch = new Watch();
  const found = await fitted(parameters);
  console.log(`  ${name.padEnd(20)} ${describe(found)} ${watch.seconds()} ${JSON.stringify(parameters)}`);
  return found;
}

/**
 * Published figures count every pair of the test part, also those of songs that train does not hold: here
 * these stand behind the songs of the matrix, where no list finds them.
 */
function withUnreachable(tasks: RankingTask[], table: PairTable, early: InteractionMatrix): RankingTask[] {
  const missing = new Uint32Array(table.userIds.length);
  table.users.forEach((user, n) => {
    const isWanted = table.earlyWeights[n] === NOT_YET && table.weights[n]! > 0;
    missing[user]! += Number(isWanted && early.songOf[table.songs[n]!] === -1);
  });
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

/** Half of the milliseconds of processors that this process has used. */
function processorClock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 2000;
}

/** Time since it was made, by the clock and by the processors. */
class Watch {
  private readonly started = performance.now();
  private readonly used = process.cpuUsage();

  seconds(): string {
    const { user, system } = process.cpuUsage(this.used);
    const elapsed = (performance.now() - this.started) / 1000;
    return `${elapsed.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} of processors)`;
  }
}
