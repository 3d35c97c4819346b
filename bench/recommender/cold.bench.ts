import { loadavg } from 'node:os';
import { loadSettings } from '#common';
import { SeededRandom } from '#ml';
import { fitModel } from '../../apps/recommender-service/src/engines/fit-model.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { parametersFromSettings } from '../../apps/recommender-service/src/engines/training-parameters.js';
import {
  coldGain,
  coldScale,
  listsWithCold,
} from '../../apps/recommender-service/src/evaluation/cold-scale.js';
import { evaluationPlan } from '../../apps/recommender-service/src/evaluation/evaluation-plan.js';
import { heldOutQuestion } from '../../apps/recommender-service/src/evaluation/hold-out.js';
import { coldSongs } from '../../apps/recommender-service/src/interactions/cold-songs.js';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { NOT_YET } from '../../apps/recommender-service/src/interactions/pair-table.js';
import type { PairTable } from '../../apps/recommender-service/src/interactions/pair-table.js';
import { SongSingersCollector } from '../../apps/recommender-service/src/interactions/song-singers.js';
import type { SongSingers } from '../../apps/recommender-service/src/interactions/song-singers.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { pairsOf, sampleEvents, singerOf } from './sample-events.js';
import type { SampleEvent } from './sample-events.js';

const USERS = Number(process.env['USERS'] ?? 20_000);
const CUT = 36;
const LAST = 43;
const HELD_OUT = 0.1;
const LEAST_LISTENERS = 5;

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const parameters = parametersFromSettings(settings);

/**
 * Songs that hardly anybody has heard, placed by their singers' other songs, on generated logs: those that
 * had too few listeners before the last seven days, and a tenth of the songs of five listeners or more, all
 * of whose events are taken for later ones.
 */
export async function measureColdSongs(): Promise<void> {
  const events = sampleEvents(USERS);
  const table = pairsOf(events, CUT, LAST);
  const singers = singersOf(table, events);
  console.log(`${USERS} generated users, load ${loadavg()[0]!.toFixed(1)}`);
  for (const change of [{}, { itemShare: 1 }, { itemShare: 0.5 }]) {
    const own = { ...parameters, ...change };
    console.log(`share of local ridge ${own.itemShare}`);
    console.log(`  songs new to most at the cut: ${JSON.stringify(await evaluated(table, singers, own))}`);
    const held = await evaluated(withoutSomeSongs(table), singers, own);
    console.log(`  a tenth of the songs held out: ${JSON.stringify(held)}`);
  }
}

async function evaluated(table: PairTable, singers: SongSingers, own: typeof parameters): Promise<object> {
  const early = buildInteractionMatrix(table, 'early', own.minListeners);
  const plan = evaluationPlan(settings);
  const { tasks } = heldOutQuestion(table, early, plan);
  const model = await fitModel(new KernelEngine(2), early.liked, own, () => undefined);
  const cold = coldSongs(table, early, singers, CUT);
  const started = performance.now();
  const question = { cold, table, early };
  const scale = coldScale(model, question, tasks, plan);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const lists = listsWithCold(model, question, tasks, plan.k);
  const found = { songs: cold.songIds.length, scale, gain: coldGain(lists, scale, plan.k, plan.seed) };
  const figures = JSON.stringify(found, (_, value: unknown) =>
    typeof value === 'number' ? Math.round(1e4 * value) / 1e4 : value,
  );
  return { warmSongs: early.tableSongs.length, seconds, ...(JSON.parse(figures) as object) };
}

/** The songs of a table whose ids are those of the generator and one. */
function singersOf(table: PairTable, events: readonly SampleEvent[]): SongSingers {
  const firstDays = new Map<number, number>();
  for (const { song, day } of events) if (!firstDays.has(song)) firstDays.set(song, day);
  const nameOf = singerOf(USERS);
  const collector = new SongSingersCollector();
  for (const id of table.songIds) {
    const song = Number(id) - 1;
    collector.add(String(id), nameOf(song), firstDays.get(song)!);
  }
  return collector.finish();
}

function withoutSomeSongs(table: PairTable): PairTable {
  const random = new SeededRandom(7);
  const listeners = new Uint32Array(table.songIds.length);
  for (const song of table.songs) listeners[song]!++;
  const isHeldOut = Array.from(listeners, (count) => count >= LEAST_LISTENERS && random.next() < HELD_OUT);
  const earlyWeights = table.earlyWeights.map((weight, n) =>
    isHeldOut[table.songs[n]!]! ? NOT_YET : weight,
  );
  return { ...table, earlyWeights };
}
