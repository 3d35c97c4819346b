import { ones } from '#ml';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';
import { baselineSide } from './baselines.js';

const catalogue = featureCatalogue({ featureDays: 30, historyDays: 30 });
const at = (name: string) => catalogue.features.findIndex((feature) => feature.name === name);

/** Users whose newest play, download and search lie so many days back; NaN: never in the feature window. */
function users(...days: [play: number, download: number, search: number][]) {
  const width = catalogue.features.length;
  const values = new Float64Array(days.length * width).fill(NaN);
  days.forEach(([play, download, search], user) => {
    values[user * width + at('days_from_last_play')] = play;
    values[user * width + at('days_from_last_download')] = download;
    values[user * width + at('days_from_last_search')] = search;
    values[user * width + at('days_from_last_event')] = Math.min(
      ...[play, download, search].filter((one) => !Number.isNaN(one)),
    );
  });
  return { values, labels: new Uint8Array(days.length), weights: ones(days.length) };
}

describe('what the recency rule knows', () => {
  const rows = users([3, NaN, 1], [20, 4, NaN]);

  it('is the days since the last event of those kinds whose absence is churn', () => {
    const days = (...activityKinds: EventKind[]) => [
      ...baselineSide(catalogue, { activityKinds, ...rows }).daysSinceLastEvent,
    ];
    expect(days(...EVENT_KINDS)).toEqual([1, 4]);
    expect(days('play')).toEqual([3, 20]);
    expect(days('download')).toEqual([30, 4]);
    expect(days('play', 'download')).toEqual([3, 4]);
  });
});
