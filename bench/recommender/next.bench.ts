import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { loadSettings } from '#common';
import { unixDay } from '#common/calendar';
import { fitModel } from '../../apps/recommender-service/src/engines/fit-model.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { parametersFromSettings } from '../../apps/recommender-service/src/engines/training-parameters.js';
import { evaluationPlan } from '../../apps/recommender-service/src/evaluation/evaluation-plan.js';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { dampedWeight } from '../../apps/recommender-service/src/interactions/interaction-weight.js';
import { NOT_YET } from '../../apps/recommender-service/src/interactions/pair-table.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { judgeNext } from '../../apps/recommender-service/src/sequence/judge-next.js';
import type { Sessions } from '../../apps/recommender-service/src/sequence/sessions.repository.js';
import { Catalogue, catalogueSize } from '../../libs/sample-logs/src/catalogue.js';
import { DayEvents } from '../../libs/sample-logs/src/day-events.js';
import { PARTS, Period } from '../../libs/sample-logs/src/holes.js';
import { KeyedRandom } from '../../libs/sample-logs/src/keyed-random.js';
import { Population } from '../../libs/sample-logs/src/population.js';
import { Taste } from '../../libs/sample-logs/src/taste.js';
import { PairCollector } from '../../test/support/fixtures/pair-collector.js';

const DAY_MINUTES = 1_440;
const SEED = 1;
const SAMPLE_USERS = 10_000;

interface Play {
  user: number;
  song: number;
  /** Counted from any time. */
  minute: number;
}

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const HELD_OUT = 14 * DAY_MINUTES;

/**
 * How the next songs of sessions are found, as a retrain judges it: in generated logs with times, and in lines of
 * `user item unix-seconds` (CollegeMsg of SNAP, whose first weeks have most of its users), the last 14 days held out.
 */
export async function measureNext(path: string): Promise<void> {
  await measure('generated logs', samplePlays());
  const plays = await playsOf(path);
  const [start] = plays.map(({ minute }) => minute).sort((one, other) => one - other);
  for (const days of [30, 45, 60]) {
    const until = start! + days * DAY_MINUTES;
    await measure(
      `messages of ${days} days`,
      plays.filter(({ minute }) => minute < until),
    );
  }
}

async function measure(name: string, plays: Play[]): Promise<void> {
  const cut = endOf(plays) - HELD_OUT;
  const collector = new PairCollector();
  for (const { user, song, all, early } of pairs(plays, cut)) {
    collector.add(user, song, dampedWeight(all, rule), early === 0 ? NOT_YET : dampedWeight(early, rule));
  }
  const table = collector.finish();
  const parameters = parametersFromSettings(settings);
  const { liked, tableSongs } = buildInteractionMatrix(table, 'early', parameters.minListeners);
  const model = await fitModel(new KernelEngine(2), liked, parameters, () => undefined);
  const songIds = BigInt64Array.from(tableSongs, (song) => table.songIds[song]!);
  const started = process.cpuUsage();
  const report = judgeNext(
    { model, objective: parameters, songIds },
    { sessions: sessionsOf(plays, cut), leastUsers: 20 },
    evaluationPlan(settings),
  );
  const { user, system } = process.cpuUsage(started);
  const { sessions, users, halfLife, coPlayWeight, reason } = report;
  const seconds = ((user + system) / 1e6).toFixed(1);
  console.log(`${name}: ${sessions} sessions, ${users} users, ${songIds.length} songs, ${seconds} s`);
  for (const { hitRate, mrr, ahead, ...way } of report.ways) {
    const [hit, rank, gain] = [hitRate, mrr, ahead].map(
      (found) => found && `${found.value.toFixed(4)} (${found.low.toFixed(4)} to ${found.high.toFixed(4)})`,
    );
    console.log(`  ${JSON.stringify(way)}: hit rate ${hit}, MRR ${rank}, ahead ${gain}`);
  }
  console.log(`  served ${JSON.stringify({ halfLife, coPlayWeight })}: ${reason}`);
}

const endOf = (plays: readonly Play[]): number => plays.reduce((end, { minute }) => Math.max(end, minute), 0);
const rule = { logDamping: settings.RECOMMENDER_LOG_DAMPING };

function pairs(plays: readonly Play[], cut: number) {
  const found = new Map<string, { user: number; song: number; all: number; early: number }>();
  for (const { user, song, minute } of plays) {
    const key = `${user} ${song}`;
    const pair = found.get(key) ?? { user, song, all: 0, early: 0 };
    found.set(key, pair);
    pair.all++;
    if (minute <= cut) pair.early++;
  }
  return found.values();
}

/** As `SessionsRepository` reads them. */
function sessionsOf(plays: readonly Play[], cut: number): Sessions {
  const gap = settings.RECOMMENDER_SESSION_GAP_MINUTES;
  const sorted = plays.toSorted((a, b) => a.user - b.user || a.minute - b.minute || a.song - b.song);
  const sessions: Play[][] = [];
  for (const play of sorted) {
    const last = sessions.at(-1)?.at(-1);
    const goesOn =
      last?.user === play.user && play.minute - last.minute < gap && play.minute > cut === last.minute > cut;
    if (goesOn) sessions.at(-1)!.push(play);
    else sessions.push([play]);
  }
  const kept = sessions.filter(({ length }) => length > 1);
  const places = new Map<number, number>();
  const placeOf = ({ song }: Play): number =>
    places.get(song) ?? (places.set(song, places.size), places.size - 1);
  const starts = [0];
  for (const { length } of kept) starts.push(starts.at(-1)! + length);
  const heard = Int32Array.from(kept.flat(), placeOf);
  return {
    songIds: BigInt64Array.from(places.keys(), BigInt),
    heard,
    starts: Int32Array.from(starts),
    users: Int32Array.from(kept, ([first]) => first!.user),
    isLater: Uint8Array.from(kept, ([first]) => Number(first!.minute > cut)),
  };
}

/** Plays of generated logs with their times, which archives do not have. */
function samplePlays(): Play[] {
  const period = new Period(unixDay('2017-03-30'), unixDay('2017-05-12'));
  const population = new Population(SEED, SAMPLE_USERS, period);
  const catalogue = new Catalogue(SEED, catalogueSize(SAMPLE_USERS));
  const events = new DayEvents(population, null, new Taste(catalogue, new KeyedRandom(SEED)));
  const plays: Play[] = [];
  for (let day = 0; day < period.length; day++) {
    for (const part of PARTS) {
      events.collect(day, part);
      const [list] = events.lists;
      for (let n = 0; n < list.length; n++) {
        const minute = day * DAY_MINUTES + Math.floor(list.second[n]! / 60);
        plays.push({ user: list.user[n]!, song: list.song[n]!, minute });
      }
    }
  }
  return plays;
}

async function playsOf(path: string): Promise<Play[]> {
  const plays: Play[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [user, song, seconds] = line.split(/[\s,]+/).map(Number) as [number, number, number];
    if (Number.isInteger(seconds)) plays.push({ user, song, minute: Math.floor(seconds / 60) });
  }
  return plays;
}
