import { ones, SeededRandom, sigmoid } from '#ml';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { EVENT_KINDS } from '../event-kinds.js';
import { EVERYBODY } from '../dataset/churn-definition.js';
import type { ChurnTrainingData } from './prepare.js';

export const catalogue = featureCatalogue({ featureDays: 30, historyDays: 30 });
export const at = (name: string) => catalogue.features.findIndex((feature) => feature.name === name);

/** Users, followed for 14 days, whose chance to churn follows from recency and plays, or (signal 0) from nothing. */
export function randomUsers(count: number, signal = 1, seed = 9): ChurnTrainingData {
  const random = new SeededRandom(seed);
  const returns = new SeededRandom(seed + 1);
  const width = catalogue.features.length;
  const values = new Float64Array(count * width);
  const labels = new Uint8Array(count);
  const firstEvents = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const row = values.subarray(i * width, (i + 1) * width);
    const recency = random.int(30);
    const plays = Math.floor(Math.exp(3 + 1.5 * random.normal()));
    for (const days of [1, 3, 7, 14, 30]) {
      row[at(`freq_P_last_${days}`)] = recency < days ? Math.ceil((plays * (days - recency)) / 30) : 0;
      row[at(`play_seconds_last_${days}`)] = row[at(`freq_P_last_${days}`)]! * 180;
    }
    for (const days of [1, 3, 7, 14, 30]) {
      row[at(`active_days_last_${days}`)] = recency < days ? Math.ceil((days - recency) / 2) : 0;
    }
    row[at('known_days_last_30')] = 30;
    row[at('days_from_last_play')] = recency;
    row[at('days_from_last_event')] = recency;
    row[at('days_from_first_event')] = row[at('active_days_last_30')]! === 1 ? recency : 29;
    row[at('days_from_last_download')] = random.next() < 0.5 ? NaN : random.int(30);
    row[at('days_from_last_search')] = NaN;
    row[at('device')] = random.next() < 0.85 ? 1 : 2;
    const margin = 0.15 * (recency - 12) - 0.8 * (Math.log1p(plays) - 3);
    labels[i] = random.next() < sigmoid(signal * margin + 0.4) ? 1 : 0;
    // Who stays comes back the later, the longer they have been away.
    const dayOfReturn = 1 + Math.floor(14 * returns.next() * (0.4 + (0.6 * recency) / 30));
    firstEvents[i] = labels[i] === 1 ? 0 : dayOfReturn;
  }
  return {
    snapshotDate: '2017-04-28',
    featureDays: 30,
    historyDays: 30,
    activityKinds: EVENT_KINDS,
    population: EVERYBODY,
    labelDays: 14,
    snapshots: [
      { snapshotDate: '2017-04-28', rows: count, observedDays: 14, missingDays: [], missingFeatureDays: [] },
    ],
    userIds: BigInt64Array.from({ length: count }, (_, i) => BigInt(168_000_000 + i)),
    values,
    labels,
    weights: ones(count),
    longerWeights: new Map(),
    firstEvents,
    seed: 42,
    resamples: 30,
    testShare: 0.2,
    models: ['logistic-regression', 'random-forest', 'gradient-boosting'],
    logisticSolver: 'newton',
    mostSnapshots: 1,
    halfLifeDays: 90,
    mostUsers: 1_000_000,
    horizons: [7, 14, 30, 60],
  };
}
