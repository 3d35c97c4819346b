import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { loadSettings } from '#common';
import { bootstrapInterval, rankingMetrics } from '#ml';
import { VectorScan } from '#kernels';
import { fitModel } from '../../apps/recommender-service/src/engines/fit-model.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { parametersFromSettings } from '../../apps/recommender-service/src/engines/training-parameters.js';
import { columnsOf } from '../../apps/recommender-service/src/evaluation/hold-out.js';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { dampedWeight } from '../../apps/recommender-service/src/interactions/interaction-weight.js';
import { SongScorer } from '../../apps/recommender-service/src/model/song-scorer.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { PairCollector } from '../../test/support/fixtures/pair-collector.js';

const K = 20;
const DAY_SECONDS = 86_400;
const ORIGINS = 8;
/** Days of events before the first origin, and between two. */
const LEAST_DAYS = 30;
const RECENT_DAYS = 14;
const HALF_LIVES = [0, 60, 30, 14, 7, 3];
const POPULARITY_SHARES = [0, 0.05, 0.1, 0.2, 0.4];
const HORIZONS = [1, 14];

interface Event {
  user: number;
  item: number;
  /** Counted from the first event. */
  day: number;
}

/** NDCG@20 of each user at each origin, by the name of a way and the horizon in days. */
type Found = Map<string, Map<number, number[]>>;

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const parameters = { ...parametersFromSettings(settings), minListeners: 1 };
const engine = new KernelEngine(2);

/**
 * What time is worth on a public set with dates: lines of `user item unix-seconds`, such as CollegeMsg of
 * SNAP. At each of eight origins models of all events before it rank items for the users who are active after
 * it: items that are new to the user, by the half-life of events and by a share of recent popularity; and
 * known items, by the half-life of repeats.
 */
export async function measureDated(path: string): Promise<void> {
  const events = await eventsOf(path);
  const days = events.at(-1)!.day;
  const step = Math.floor((days - LEAST_DAYS - HORIZONS.at(-1)!) / ORIGINS);
  const found: Found = new Map();
  for (let n = 0; n < ORIGINS; n++) await measureOrigin(events, LEAST_DAYS + n * step, found);
  for (const horizon of HORIZONS) {
    for (const kind of ['new', 'known']) {
      const [first, ...others] = [...found.keys()].filter((name) => name.startsWith(`${kind}, ${horizon} `));
      console.log(`${first}: ${described(users(found.get(first!)!))}`);
      for (const name of others)
        console.log(`  ${name}: ${described(users(found.get(name)!, found.get(first!)))}`);
    }
  }
}

async function eventsOf(path: string): Promise<Event[]> {
  const events: Event[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [user, item, seconds] = line.split(/[\s,]+/).map(Number);
    if (Number.isInteger(seconds)) events.push({ user: user!, item: item!, day: seconds! });
  }
  events.sort((a, b) => a.day - b.day);
  const first = events[0]!.day;
  return events.map((event) => ({ ...event, day: Math.floor((event.day - first) / DAY_SECONDS) }));
}

async function measureOrigin(events: readonly Event[], origin: number, found: Found): Promise<void> {
  const before = events.filter(({ day }) => day < origin);
  for (const halfLife of HALF_LIVES) {
    const weights = weightsOf(before, origin, halfLife);
    const collector = new PairCollector();
    for (const [user, items] of weights)
      for (const [item, weight] of items) {
        const damped = dampedWeight(weight, { logDamping: settings.RECOMMENDER_LOG_DAMPING });
        collector.add(user, item, damped, damped);
      }
    const table = collector.finish();
    const matrix = buildInteractionMatrix(table, 'early', parameters.minListeners);
    const model = await fitModel(engine, matrix.liked, parameters, () => undefined);
    const scorer = new SongScorer(new VectorScan(model.songFactors, model.factors), model);
    const items = Array.from(matrix.tableSongs, (song) => Number(table.songIds[song]));
    const columns = items.map((_, n) => n);
    const recent = recentListeners(before, origin, items);
    for (const horizon of HORIZONS) {
      for (const [user, wanted] of itemsAfter(events, origin, horizon)) {
        const row = table.userIds.findIndex((id) => Number(id) === user);
        if (row === -1) continue;
        const known = weights.get(user)!;
        const isNew = (item: number): boolean => !known.has(item);
        const add = (name: string, ranked: number[], sought: number[]): void => {
          if (sought.length > 0) addTo(found, name, user, ndcgOf(ranked, sought));
        };
        const liked = columnsOf(matrix.liked, row);
        const vector = model.userFactors.subarray(row * model.factors, (row + 1) * model.factors);
        const scores = standardised(scorer.scoresOf({ vector, liked }, columns));
        const shares = halfLife === 0 ? POPULARITY_SHARES : [0];
        for (const share of shares) {
          const mixed = scores.map((score, n) => (1 - share) * score + share * recent[n]!);
          const ranked = columns.filter((n) => isNew(items[n]!)).sort((a, b) => mixed[b]! - mixed[a]!);
          add(
            `new, ${horizon} days, ${share > 0 ? `${share} of recent popularity` : `half-life ${halfLife}`}`,
            ranked.map((n) => items[n]!),
            wanted.filter((item) => isNew(item) && items.includes(item)),
          );
        }
        const again = [...known].sort((a, b) => b[1] - a[1]).map(([item]) => item);
        add(
          `known, ${horizon} days, half-life ${halfLife}`,
          again,
          wanted.filter((item) => !isNew(item)),
        );
      }
    }
  }
}

/** Of each user and item, events that weigh half after `halfLife` days; 0: all alike. */
function weightsOf(
  before: readonly Event[],
  origin: number,
  halfLife: number,
): Map<number, Map<number, number>> {
  const weights = new Map<number, Map<number, number>>();
  for (const { user, item, day } of before) {
    const own = weights.get(user) ?? new Map<number, number>();
    weights.set(user, own);
    own.set(item, (own.get(item) ?? 0) + (halfLife === 0 ? 1 : 2 ** ((day - origin) / halfLife)));
  }
  return weights;
}

function recentListeners(before: readonly Event[], origin: number, items: readonly number[]): number[] {
  const users = new Map<number, Set<number>>();
  for (const { user, item, day } of before)
    if (day >= origin - RECENT_DAYS) users.set(item, (users.get(item) ?? new Set()).add(user));
  return standardised(items.map((item) => Math.log1p(users.get(item)?.size ?? 0)));
}

function itemsAfter(events: readonly Event[], origin: number, horizon: number): Map<number, number[]> {
  const found = new Map<number, Set<number>>();
  for (const { user, item, day } of events)
    if (day >= origin && day < origin + horizon) found.set(user, (found.get(user) ?? new Set()).add(item));
  return new Map([...found].map(([user, items]) => [user, [...items]]));
}

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return values.map((value) => (value - mean) / spread);
}

function ndcgOf(ranked: number[], wanted: number[]): number {
  return rankingMetrics(Int32Array.from(ranked), Int32Array.from(wanted).sort(), K).ndcg;
}

function addTo(found: Found, name: string, user: number, value: number): void {
  const values = found.get(name) ?? new Map<number, number[]>();
  found.set(name, values);
  values.set(user, [...(values.get(user) ?? []), value]);
}

/** The sum of each user over the origins, less that of another way, and how many origins. */
function users(
  values: Map<number, number[]>,
  less?: Map<number, number[]>,
): { sum: number; count: number }[] {
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
  return [...values].map(([user, own]) => ({
    sum: sum(own) - (less === undefined ? 0 : sum(less.get(user)!)),
    count: own.length,
  }));
}

/** The mean over users and origins, users drawn as a whole. */
function described(values: { sum: number; count: number }[]): string {
  const { value, low, high } = bootstrapInterval(
    values.length,
    (weights) => {
      let [sum, count] = [0, 0];
      values.forEach((own, n) => {
        sum += weights[n]! * own.sum;
        count += weights[n]! * own.count;
      });
      return sum / count;
    },
    { resamples: 1_000, seed: 1 },
  );
  return `${value.toFixed(4)} (95 % ${low.toFixed(4)} to ${high.toFixed(4)}), ${values.length} users`;
}
