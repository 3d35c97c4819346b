import {
  checkAlerts,
  checkCoverage,
  checkModel,
  checkRejected,
  checkScores,
  median,
  withKnown,
} from './checks.js';
import type { ModelKind } from '../../data/models.js';
import type { Version } from './checks.js';

const day = (of: string, rejected: number) => ({
  day: of,
  lines: 1_000,
  events: { play: 900, download: 50, search: 50, feedback: 0 },
  rejected: { fields: rejected, record_not_selected: 300 },
  leftOut: 300,
  repaired: {},
});
const quality = (...rejected: number[]) => ({
  from: null,
  to: null,
  synthetic: true,
  days: rejected.map((count, place) => day(`2017-04-${String(place + 1).padStart(2, '0')}`, count)),
  meanings: {},
});
const version = (number: number, state: Version['state'], dataTo: string | null = '2017-05-12'): Version => ({
  version: number,
  state,
  createdAt: '2026-11-26T12:00:00Z',
  dataTo,
  gate: { reasons: ['Its AUC is lower.'] },
});
describe('checks of the overview', () => {
  it('find holes of the logs, the newest ones by name', () => {
    const coverage = {
      from: null,
      to: null,
      synthetic: false,
      firstDay: null,
      lastDay: '2017-05-12',
      days: [],
      late: { settlingHours: 6, events: 0, hoursOf99: null, days: [] },
    };
    expect(checkCoverage({ ...coverage, holes: 0 }).urgency).toBe('fine');
    const days = ['2017-04-01', '2017-04-02'].map((of) => ({
      day: of,
      kind: 'play' as const,
      state: 'hole' as const,
      reason: null,
      parts: [],
    }));
    const check = checkCoverage({ ...coverage, holes: 2, days });
    expect(check).toMatchObject({ urgency: 'look', link: { to: '/data' } });
    const newest = { ...days[0]!, day: '2017-05-06' };
    expect(checkCoverage({ ...coverage, holes: 3, days: [...days, newest] }).urgency).toBe('act');
    expect(check.found).toContain('2 daily logs are missing');
    const note = { note: 'lost', by: 'admin', at: '2026-11-26T12:00:00Z' };
    const known = new Map(check.subjects!.map((subject) => [subject, { subject, ...note }]));
    const one = new Map([...known].slice(0, 1));
    expect(checkCoverage({ ...coverage, holes: 2, days }, one).found).toMatch(
      /^1 daily log is missing.* Known besides: 1\.$/,
    );
    expect(withKnown([check], one)).toEqual([check]);
    expect(withKnown([check], known)).toMatchObject([{ urgency: 'known', noted: note }]);
  });

  it.each([
    [[5, 5, 5, 5], 'fine'],
    // Few, though three times as many as usual.
    [[1, 1, 1, 9], 'fine'],
    [[5, 5, 5, 20], 'look'],
    [[200, 200, 200, 200], 'act'],
    [[], 'unknown'],
  ])('judge rejected lines %j as %s', (rejected, urgency) => {
    expect(checkRejected(quality(...rejected)).urgency).toBe(urgency);
  });

  it('tell of alerts that fire what to do, and leave holes to their own check', () => {
    const rule = { value: 1, limit: 0.2, since: null, found: 'It is 1.', toDo: 'Train again.' };
    const checks = checkAlerts({
      synthetic: false,
      newestDay: '2017-05-12',
      modelVersion: 1,
      rules: [
        { ...rule, rule: 'score_drift', state: 'firing' },
        { ...rule, rule: 'calibration', state: 'unknown' },
        { ...rule, rule: 'active_users', state: 'ok' },
        { ...rule, rule: 'event_volume', state: 'firing' },
        { ...rule, rule: 'calibration', state: 'firing', since: '2017-04-28' },
        { ...rule, rule: 'coverage_holes', state: 'firing' },
      ],
    });
    expect(checks.map(({ urgency }) => urgency)).toEqual(['look', 'unknown', 'fine', 'act', 'act']);
    expect(checks[0]).toMatchObject({ found: 'It is 1.', toDo: 'Train again.' });
  });

  it('ask for scores when newer days are complete, or scored ones have changed', () => {
    const check = (snapshotDate: string, stale: boolean) =>
      checkScores({
        snapshotDate,
        freshness: { newestLoadedDay: '2017-05-12', scoredAt: '2026-11-26T12:00:00Z', stale },
      });
    expect(check('2017-05-12', false).urgency).toBe('fine');
    const stale = check('2017-05-12', true);
    expect(stale).toMatchObject({ urgency: 'act', starts: 'churn.score' });
    // How old the scores are is not for how long they have been stale.
    expect(stale.since).toBeUndefined();
    expect(stale.found).toMatch(/made .* ago/);
    expect(check('2017-05-11', false).urgency).toBe('act');
  });

  it('tell of a model that is missing, old or was refused', () => {
    const urgencies = (versions: Version[], newest = '2017-05-12') =>
      checkModel('churn', { versions }, newest).map(({ urgency }) => urgency);
    expect(urgencies([version(1, 'live')])).toEqual(['fine']);
    expect(urgencies([version(1, 'live')], '2017-06-01')).toEqual(['look']);
    expect(urgencies([version(1, 'live')], '2017-09-01')).toEqual(['act']);
    expect(urgencies([version(2, 'refused'), version(1, 'live')])).toEqual(['fine', 'look']);
  });

  it('ask for a model of the target that bands use, and for a recommender, and of another check what there is', () => {
    const shadow = { choice: 'newest', version: null, found: 'No outcomes.' } as const;
    const found = (kind: ModelKind, models: Parameters<typeof checkModel>[1]) =>
      checkModel(kind, models, '2017-05-12').map(({ urgency, starts }) => [urgency, starts]);
    expect(found('churn-ended', { versions: [], shadow })).toEqual([['act', 'churn-ended.retrain']]);
    expect(found('churn', { versions: [] })).toEqual([]);
    expect(found('churn', { versions: [version(1, 'live')] })).toEqual([['fine', undefined]]);
    expect(found('recommender', { versions: [] })).toEqual([['act', 'recommender.retrain']]);
  });
});

describe('median', () => {
  it.each([
    [[], 0],
    [[3], 3],
    [[4, 1], 2.5],
    [[9, 1, 5], 5],
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected));
});
