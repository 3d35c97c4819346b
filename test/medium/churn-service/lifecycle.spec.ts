import { createChurnApp, loadPopulation, READ, useChurnService } from './running-churn-service.js';
import { until } from '../../support/until.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const BEFORE = '2017-05-05';

interface Model {
  version: number;
  state: string;
}

interface Score {
  modelVersion: number;
  reasons: object[];
}

const service = useChurnService({ CHURN_MODELS: 'logistic-regression', CHURN_KEEP_VERSIONS: '2' });

beforeAll(async () => {
  await loadPopulation(service.database, 450, FIRST, LAST);
});

async function retrain(result: object = {}): Promise<void> {
  expect(await service.run('/admin/churn/retrain')).toMatchObject({
    state: 'succeeded',
    result: { state: 'live', ...result },
  });
}

async function states(): Promise<[number, string][]> {
  const { body } = await service.ask<{ models: Model[] }>('GET', '/churn/models');
  return body.models.map(({ version, state }) => [version, state]);
}

async function served(version: number): Promise<void> {
  await until(
    async () =>
      (await service.ask<{ modelVersion?: number }>('GET', '/churn/1001')).body.modelVersion === version,
    `version ${version}`,
  );
}

interface Promotion {
  model: Model;
  job: { id: string; kind: string };
  code?: string;
}

describe('lifecycle of model versions', () => {
  it('has nothing to go back to at first', async () => {
    await retrain({ nothingNew: false });
    await served(1);
    expect(await service.ask('POST', '/admin/churn/rollback')).toMatchObject({
      status: 409,
      body: { code: 'no_earlier_version' },
    });
  });

  it('goes back to the version before and on again, each time scoring everybody', async () => {
    await retrain({ nothingNew: true });
    await served(2);
    const { status, body } = await service.ask<Promotion>('POST', '/admin/churn/rollback', {
      body: { from: 2 },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ model: { version: 1, state: 'live' }, job: { kind: 'churn.score' } });
    await served(1);
    expect(await service.waitFor(`/jobs/${body.job.id}`)).toMatchObject({
      state: 'succeeded',
      result: { version: 1, snapshotDate: LAST },
    });
    // Sent again, as a client does that has lost the answer.
    for (const url of ['/admin/churn/rollback', '/admin/churn/models/2/promote'])
      expect(await service.ask('POST', url, { body: { from: 2 } })).toMatchObject({
        status: 409,
        body: { code: 'live_version_changed' },
      });
    await served(1);
    const { body: on } = await service.ask<Promotion>('POST', '/admin/churn/models/2/promote', {
      body: { from: 1 },
    });
    expect(on).toMatchObject({ model: { version: 2, state: 'live' } });
    expect(on.model).not.toHaveProperty('report');
    await served(2);
    await service.waitFor(`/jobs/${on.job.id}`);
    const list = await service.ask<{ modelVersion: number }>('GET', '/churn');
    expect(list.body.modelVersion).toBe(2);
  });

  it('explains a score by the version that made it, although another one is live', async () => {
    await service.run('/admin/churn/score', { snapshotDate: BEFORE });
    const of = async () => (await service.ask<Score>('GET', `/churn/1001?asOf=${BEFORE}`)).body;
    const told = await of();
    expect(told).toMatchObject({ modelVersion: 2, freshness: { source: 'stored' } });
    expect(told.reasons.length).toBeGreaterThan(0);
    await service.ask('POST', '/admin/churn/rollback');
    await served(1);
    expect(await of()).toEqual(told);
    await service.ask('POST', '/admin/churn/models/2/promote');
    await served(2);
  });

  it('refuses a damaged artefact, at promotion and rollback, and goes on serving', async () => {
    await service.database.query(
      `UPDATE model_artefact_chunk SET bytes = overlay(bytes PLACING 'x'::bytea FROM 40) WHERE model_version_id = 1`,
    );
    for (const url of ['/admin/churn/models/1/promote', '/admin/churn/rollback']) {
      expect(await service.ask('POST', url)).toMatchObject({
        status: 409,
        body: { code: 'model_damaged', detail: expect.stringContaining('checksum') as string },
      });
    }
    await served(2);
    expect(await states()).toEqual([
      [2, 'live'],
      [1, 'ready'],
    ]);
  });

  it('refuses whole bytes that this program cannot read, saying that only training helps', async () => {
    await service.database.query(
      `WITH written AS (UPDATE model_artefact_chunk SET bytes = '{"format":9}' WHERE model_version_id = 1)
       UPDATE model_version SET artefact_sha256 = encode(sha256('{"format":9}'), 'hex'), artefact_bytes = 12 WHERE id = 1`,
    );
    for (const url of ['/admin/churn/models/1/promote', '/admin/churn/rollback']) {
      expect(await service.ask('POST', url)).toMatchObject({
        status: 409,
        body: {
          code: 'model_outdated',
          detail: expect.stringMatching(
            /^Version 1 .* cannot read its format\. Train a new one\.$/,
          ) as string,
        },
      });
    }
  });

  it('retires old versions but for the live one and the one before, and keeps reports and scores', async () => {
    await retrain();
    await retrain();
    expect(await states()).toEqual([
      [4, 'live'],
      [3, 'ready'],
      [2, 'retired'],
      [1, 'retired'],
    ]);
    await service.ask('POST', '/admin/churn/rollback');
    await service.ask('POST', '/admin/churn/models/4/promote');
    await service.ask('POST', '/admin/churn/models/3/promote');
    expect(await service.ask('POST', '/admin/churn/models/2/promote')).toMatchObject({
      status: 409,
      body: { code: 'model_retired' },
    });
    const kept = await service.database.query<{ id: number }>(
      'SELECT DISTINCT model_version_id AS id FROM model_artefact_chunk ORDER BY 1',
    );
    expect(kept.map(({ id }) => id)).toEqual([3, 4]);
    const scored = await service.database.query<{ id: number }>(
      'SELECT DISTINCT model_version_id AS id FROM churn_score ORDER BY 1',
    );
    expect(scored.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    // An instance that has never held version 2 cannot explain what it said.
    const fresh = await createChurnApp(service.databaseUrl);
    const past = await fresh.inject({
      url: `/churn/1001?asOf=${BEFORE}`,
      headers: { authorization: `Bearer ${READ}` },
    });
    await fresh.close();
    expect(past.json()).toMatchObject({ modelVersion: 2, reasons: [] });
    // 3 is live and 4 is its predecessor: two newer ones do not push 3 out.
    await retrain();
    expect(await states()).toContainEqual([3, 'ready']);
    expect(await states()).toContainEqual([5, 'live']);
  });
});
