import { addDays } from '#common/calendar';
import { ones, SeededRandom } from '#ml';
import measureOutcome from '../measure-outcome.worker.js';
import { scoresOf } from '../../model/score-quantiles.js';
import type { ShadowComparison } from '../../registry/shadow-versions.js';
import type { MaturedSet } from '../calibration-state.js';
import { decideAlerts } from './alert-rules.js';
import type { WatchedState } from './alert-rules.js';

const LIMITS = {
  CHURN_ALERT_SCORE_DRIFT: 0.2,
  CHURN_ALERT_CALIBRATION: 0.05,
  CHURN_ALERT_EVENTS_CHANGE: 0.5,
  CHURN_ALERT_USERS_CHANGE: 0.3,
  CHURN_ALERT_HOLES: 0,
};
const NEWEST = '2017-05-12';
const random = new SeededRandom(1);
const scores = (users: number, shift = 0) =>
  Float64Array.from({ length: users }, () => Math.min(1, random.next() ** 2 + shift)).sort();

function setOf(snapshotDate: string, userCount: number, shift = 0) {
  return { snapshotDate, ...scoresOf(scores(userCount, shift)) };
}

function matured(snapshotDate: string, bias: number): MaturedSet {
  const probabilities = scores(3_000);
  const labels = Uint8Array.from(probabilities, (p) => (random.next() < p - bias ? 1 : 0));
  const columns = {
    probabilities,
    labels,
    daysSinceLastEvent: probabilities,
    weights: ones(3_000),
  };
  return {
    snapshotDate,
    modelVersion: 2,
    outcome: measureOutcome({ columns, draws: { resamples: 50, seed: 1 } }),
  };
}

/** A shadow version whose fall of the log loss lies between `low` and `high`. */
function shadowOf(snapshotDate: string, low: number, high: number, rocAuc = 0): ShadowComparison {
  const interval = (least: number, most: number) => ({
    value: (least + most) / 2,
    low: least,
    high: most,
    standardError: 0.01,
  });
  const ranking = interval(rocAuc - 0.001, rocAuc + 0.001);
  const gain = { rocAuc: ranking, prAuc: ranking, brier: ranking, logLoss: interval(low, high) };
  return { snapshotDate, shadow: 4, live: 3, loads: '', users: 900, gain };
}

/** Eight weeks in which Sundays have half of everything. */
const volumes = Array.from({ length: 56 }, (_, k) => addDays(NEWEST, k - 55)).map((day) => {
  const factor = new Date(day).getUTCDay() === 0 ? 0.5 : 1;
  return { day, events: 10_000 * factor, users: 1_000 * factor };
});

const quiet: WatchedState = {
  reference: setOf('2017-04-28', 2_000),
  truncated: null,
  learned: null,
  sets: [setOf(NEWEST, 9_000), setOf('2017-05-11', 9_000)],
  matured: [matured('2017-04-28', 0)],
  shadows: [shadowOf('2017-04-28', -0.01, 0.02)],
  volumes,
  holes: { days: [], list: [], from: '2017-04-13' },
};

const decide = (change: Partial<WatchedState> = {}) =>
  new Map(decideAlerts({ ...quiet, ...change }, LIMITS).map((alert) => [alert.rule, alert]));
const states = (change: Partial<WatchedState> = {}) =>
  Object.fromEntries([...decide(change)].map(([rule, { state }]) => [rule, state]));
const ALL = ['score_drift', 'calibration', 'shadow_better', 'event_volume', 'active_users', 'coverage_holes'];
const each = (state: string) => Object.fromEntries(ALL.map((rule) => [rule, state]));

describe('alert rules', () => {
  it('are quiet while nothing changes, and say what they found', () => {
    expect(states()).toEqual(each('ok'));
    for (const { since, value, limit, found, toDo } of decide().values()) {
      expect(since).toBeNull();
      expect(value).toBeLessThanOrEqual(limit);
      expect(found).toMatch(/^.{20,}\.$/);
      expect(toDo).toMatch(/^[A-Z].{20,}\.$/);
    }
  });

  it('know nothing without data', () => {
    expect(states({ reference: null, sets: [], matured: [], shadows: [], volumes: [], holes: null })).toEqual(
      each('unknown'),
    );
    // One week is nothing to compare a weekday with.
    expect(states({ volumes: volumes.slice(-9) }).event_volume).toBe('unknown');
  });

  it('see scores that have moved, since the first set without a break, and forgive chance', () => {
    const sets = [
      setOf(NEWEST, 9_000, 0.2),
      setOf('2017-05-11', 9_000, 0.2),
      setOf('2017-05-10', 9_000),
      setOf('2017-05-09', 9_000, 0.2),
    ];
    const drift = decide({ sets }).get('score_drift')!;
    expect(drift).toMatchObject({ state: 'firing', since: '2017-05-11', limit: 0.2 });
    expect(drift.value).toBeGreaterThan(0.2);
    // A few users can differ as much by chance.
    expect(states({ reference: setOf('2017-04-28', 20), sets: [setOf(NEWEST, 25, 0.1)] }).score_drift).toBe(
      'ok',
    );
  });

  it('find no drift on the training day itself, and none to tell where the logs began in its window', () => {
    const reference = setOf('2017-04-28', 2_000);
    expect(decide({ reference, sets: [reference] }).get('score_drift')).toMatchObject({
      state: 'ok',
      value: 0,
    });
    const truncated = 'the logs began on 2017-03-30, inside of the feature window of 2017-04-28';
    expect(decide({ truncated, sets: [setOf(NEWEST, 9_000, 0.2)] }).get('score_drift')).toMatchObject({
      state: 'unknown',
      found: `There is nothing to compare with: ${truncated}.`,
    });
  });

  it('advise no retrain while the newest labelled snapshot is the one in use', () => {
    const advice = (learned: string | null) =>
      ['score_drift' as const, 'calibration' as const].map((rule) => decide({ learned }).get(rule)!.toDo);
    for (const toDo of advice(null)) expect(toDo).toContain('POST /admin/churn/retrain');
    for (const toDo of advice('2017-04-28')) {
      expect(toDo).not.toContain('POST /admin/churn/retrain');
      expect(toDo).toContain('only once later days are loaded');
    }
  });

  it('see probabilities that do not happen', () => {
    const alert = decide({
      matured: [matured('2017-04-29', 0.2), matured('2017-04-28', 0.2), matured('2017-04-27', 0)],
    }).get('calibration')!;
    expect(alert).toMatchObject({ state: 'firing', since: '2017-04-28' });
    expect(alert.value).toBeGreaterThan(0.1);
  });

  it('see a shadow version that is surely better, and not one that ranks surely worse', () => {
    const better = ['2017-04-28', '2017-04-27'].map((day) => shadowOf(day, 0.01, 0.03));
    const alert = decide({ shadows: [...better, shadowOf('2017-04-26', -0.01, 0.03)] }).get('shadow_better')!;
    expect(alert).toMatchObject({ state: 'firing', since: '2017-04-27', value: 0.01, limit: 0 });
    expect(alert.found).toBe(
      'By the outcomes of 2017-04-28, shadow version 4 is better than live version 3: fall of the log loss +0.0200 ' +
        '(95 % +0.0100 to +0.0300) on 900 users. Promote it by POST /admin/churn/models/4/promote {"accept": "why"}.',
    );
    expect(states({ shadows: [shadowOf('2017-04-28', 0.01, 0.03, -0.1)] }).shadow_better).toBe('ok');
    expect(decide({ shadows: [shadowOf('2017-04-28', -0.03, -0.01)] }).get('shadow_better')!.found).toContain(
      'is worse than',
    );
  });

  it('compare a day with the same weekday, and see a fall as well as a rise', () => {
    const changed = (factor: number) =>
      volumes.map((day) =>
        day.day < '2017-05-11' ? day : { ...day, events: day.events * factor, users: day.users * factor },
      );
    expect(decide({ volumes: changed(0.3) }).get('event_volume')).toMatchObject({
      state: 'firing',
      since: '2017-05-11',
      found:
        '2017-05-12 has 3,000 events of users who are not excluded, 70 % fewer than the 10,000 usual on that weekday.',
    });
    expect(decide({ volumes: changed(1.6) }).get('event_volume')!.found).toContain('60 % more');
    expect(states({ volumes: changed(0.6) })).toMatchObject({ event_volume: 'ok', active_users: 'firing' });
    // Sunday, with half of what the days before had, is as usual.
    const sunday = volumes.filter(({ day }) => day <= '2017-05-07');
    expect(states({ volumes: sunday })).toMatchObject({ event_volume: 'ok', active_users: 'ok' });
    // Without earlier weeks of the newest day nothing is known of it, whatever the day before had.
    const before = new Set(Array.from({ length: 8 }, (_, week) => addDays(NEWEST, -7 * (week + 1))));
    const alone = changed(0.3).filter(({ day }) => !before.has(day));
    expect(states({ volumes: alone })).toMatchObject({ event_volume: 'unknown', active_users: 'unknown' });
  });

  it('count the days that are not complete, and name three of them', () => {
    const days = ['2017-05-03', '2017-05-04', '2017-05-05', '2017-05-08'];
    const list = days.map((day) => ({ day, kind: 'play' as const, reason: 'part 1 to 40 missing' }));
    expect(decide({ holes: { days, from: '2017-04-13', list } }).get('coverage_holes')).toMatchObject({
      state: 'firing',
      value: 4,
      since: '2017-05-03',
      found:
        '4 days from 2017-04-13 on, which scores look at, are not complete, by 4 daily logs: 2017-05-03 play, ' +
        '2017-05-04 play, 2017-05-05 play and 1 more. GET /ingest/coverage lists those of all days.',
    });
  });
});
