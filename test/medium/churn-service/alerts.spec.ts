import { Metrics } from '#common';
import { population, useChurnService } from './running-churn-service.js';
import { createDays, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';

/** Before the feature window of the training day: else its users would all seem new. */
const LOADED_FROM = '2017-03-28';
const FIRST = '2017-03-30';
const LAST = '2017-05-12';

interface Alert {
  rule: string;
  state: string;
  value: number | null;
  limit: number;
  since: string | null;
  found: string;
}

interface Drift {
  uncertainBecause: string | null;
  scores: { psi: number; verdict: string };
}

const service = useChurnService({
  CHURN_MODELS: 'logistic-regression',
  CHURN_ALERT_EVENTS_CHANGE: '0.9',
  CHURN_ALERT_USERS_CHANGE: '0.9',
  CHURN_ALERT_SCORE_DRIFT: '1',
});

beforeAll(async () => {
  // Its users leave and nobody comes, so volumes and scores change by themselves.
});

async function alerts(): Promise<Map<string, Alert>> {
  const { status, body } = await service.ask<{ rules: Alert[] }>('GET', '/churn/alerts');
  expect(status).toBe(200);
  return new Map(body.rules.map((alert) => [alert.rule, alert]));
}

const states = async () =>
  Object.fromEntries([...(await alerts())].map(([rule, { state }]) => [rule, state]));

describe('alerts', () => {
  it('are unknown before anything is loaded', async () => {
    expect(new Set(Object.values(await states()))).toEqual(new Set(['unknown']));
  });

  it('look at the logs, and at the scores of the live version', async () => {
    await createDays(service.database, LOADED_FROM, LAST);
    await markLoaded(service.database, daysBetween(LOADED_FROM, LAST));
    await insertUserDays(service.database, population(600, FIRST, LAST));
    await service.retrain();
    expect(await states()).toEqual({
      score_drift: 'ok',
      calibration: 'unknown',
      shadow_better: 'unknown',
      event_volume: 'ok',
      active_users: 'ok',
      coverage_holes: 'ok',
    });
    expect((await alerts()).get('event_volume')).toMatchObject({ limit: 0.9, since: null });
  });

  it('count no events of users who are excluded', async () => {
    const values = async () => {
      const found = await alerts();
      return ['event_volume', 'active_users'].map((rule) => found.get(rule)!.value);
    };
    const before = await values();
    await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES (7, 'bot')`);
    await insertUserDays(service.database, [userDay(7n, LAST, { plays: 1_000_000 })]);
    expect(await values()).toEqual(before);
  });

  it('measure drift as its page does: none on the training day itself', async () => {
    const drift = async (query: string) => {
      const { body } = await service.ask<Drift>('GET', `/churn/drift${query}`);
      return body;
    };
    const trained = await drift('?from=2017-04-28&to=2017-04-28');
    expect(trained.uncertainBecause).toBeNull();
    expect(trained.scores).toMatchObject({ verdict: 'noise' });
    expect(trained.scores.psi).toBeCloseTo(0, 6);
    const newest = await drift('');
    expect((await alerts()).get('score_drift')!.value).toBeCloseTo(newest.scores.psi, 6);
    expect(newest.scores.psi).toBeGreaterThan(0.01);
  });

  it('see what a load changes, and what scores and outcomes change', async () => {
    await service.database.query(`DELETE FROM user_day WHERE day = $1 AND user_id % 20 <> 0`, [LAST]);
    await service.database.query(`DELETE FROM archive WHERE day = '2017-05-02' AND kind = 'play'`);
    await service.database.query(
      `UPDATE churn_score_set SET quantiles = ARRAY(SELECT least(1, q / 4 + 0.75)::real FROM unnest(quantiles) AS q)`,
    );
    const found = await alerts();
    expect(found.get('event_volume')).toMatchObject({ state: 'firing', since: LAST });
    expect(found.get('active_users')).toMatchObject({ state: 'firing', since: LAST });
    expect(found.get('coverage_holes')).toMatchObject({
      state: 'firing',
      since: '2017-05-02',
      value: 1,
      found: expect.stringContaining('by 1 daily log: 2017-05-02 play.') as string,
    });
    expect(found.get('score_drift')).toMatchObject({ state: 'firing', since: LAST });
  });

  it('are metrics', async () => {
    const metrics = await service.app.get(Metrics).text();
    expect(metrics).toContain('musicbox_churn_alert_firing{rule="score_drift"} 1');
    expect(metrics).toContain('musicbox_churn_alert_firing{rule="coverage_holes"} 1');
    expect(metrics).toMatch(/musicbox_churn_alert_value_ratio\{rule="event_volume"\} 1\.\d/);
    expect(metrics).not.toContain('musicbox_churn_alert_firing{rule="calibration"}');
  });
});
