import { splitByUser } from '#ml';
import { ParameterSearchesService } from '../../../apps/churn-service/src/searches/parameter-searches.service.js';
import { createChurnApp, loadPopulation, startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';

const FIRST = '2017-03-01';
const LAST = '2017-05-12';
/** The snapshot before the newest, and the end of its label window. */
const SEARCHED = '2017-04-13';
const EVALUATED = '2017-04-27';

interface Search {
  id: number;
  accepted: boolean;
  snapshotDate: string;
  dataTo: string;
  best: { shrinkage: number };
  models: { model: string; startLogLoss: number; bestLogLoss: number; taken: boolean }[];
  attempts?: { model: string; parameters: { shrinkage: number }; logLoss: number }[];
}

let service: RunningChurnService;

beforeAll(async () => {
  service = await startChurnService({ CHURN_MODELS: 'logistic-regression' });
  await loadPopulation(service.database, 450, FIRST, LAST);
});

afterAll(async () => {
  await service.stop();
});

const get = async (id: number) => (await service.ask<Search>('GET', `/churn/parameter-searches/${id}`)).body;
const search = async (body: object) => {
  const job = await service.run<{ parameterSearch: number }>('/admin/churn/parameter-searches', body);
  expect(job).toMatchObject({ state: 'succeeded', error: null });
  return await get(job.result.parameterSearch);
};

describe('a search for parameters as a job', () => {
  it('reads no day behind the snapshot that versions are evaluated on, whatever happened then', async () => {
    const found = await search({ attempts: 5, accept: false });
    expect(found).toMatchObject({ snapshotDate: SEARCHED, dataTo: EVALUATED, accepted: false });
    expect(found.attempts).toHaveLength(5);
    await service.database.query(
      `UPDATE user_day SET plays = plays + 90, downloads = 7 WHERE day > $1 AND user_id % 3 = 0`,
      [EVALUATED],
    );
    const again = await search({ attempts: 5, accept: false });
    expect(again.attempts).toEqual(found.attempts);
    expect(again.models).toEqual(found.models);
  });

  it('is listed with its figures, and one that is not there is unknown', async () => {
    const { body } = await service.ask<{ nextCursor: string; parameterSearches: Search[] }>(
      'GET',
      '/churn/parameter-searches?limit=1',
    );
    expect(body.nextCursor).toEqual(expect.any(String));
    expect(body.parameterSearches).toHaveLength(1);
    const [{ id, models }] = body.parameterSearches as [Search];
    expect(models[0]!.bestLogLoss).toBeLessThanOrEqual(models[0]!.startLogLoss);
    expect((await get(id)).models).toEqual(models);
    expect(await service.ask('GET', '/churn/parameter-searches/99')).toMatchObject({
      status: 404,
      body: { code: 'parameter_search_unknown' },
    });
  });

  it('is followed by the next retrain once it is accepted, where its test users are those of the settings', async () => {
    const shrinkageOf = async () => {
      const { result } = await service.run<{ version: number }>('/admin/churn/retrain');
      const { body } = await service.ask<{ parameters: Record<string, unknown> }>(
        'GET',
        `/churn/models/${result.version}`,
      );
      return [body.parameters['shrinkage'], body.parameters['parameterSearch']];
    };
    const accept = (accepted: boolean) =>
      service.ask<Search>('PUT', '/admin/churn/parameter-searches/2/accepted', { body: { accepted } });
    await service.database.query(
      `UPDATE churn_parameter_search SET best = best || '{"shrinkage": 37}' WHERE id = 2`,
    );
    expect(await shrinkageOf()).toEqual([100, undefined]);
    expect(await accept(true)).toMatchObject({ status: 200, body: { id: 2, accepted: true } });
    expect(await shrinkageOf()).toEqual([37, 2]);
    await service.database.query(`UPDATE churn_parameter_search SET split = split || '{"seed": 43}'`);
    expect(await shrinkageOf()).toEqual([100, undefined]);
    await service.database.query(`UPDATE churn_parameter_search SET split = split || '{"seed": 42}'`);
    expect((await accept(false)).body.accepted).toBe(false);
    expect(await shrinkageOf()).toEqual([100, undefined]);
  });

  it('is followed for its own question only', async () => {
    await service.ask('PUT', '/admin/churn/parameter-searches/2/accepted', { body: { accepted: true } });
    const followed = async (app: RunningChurnService['app']) =>
      (await app.get(ParameterSearchesService).parameters()).search;
    expect(await followed(service.app)).toBe(2);
    const other = await createChurnApp(service.databaseUrl, { CHURN_LABEL_DAYS: '7' });
    expect(await followed(other)).toBeNull();
    await other.close();
    await service.ask('PUT', '/admin/churn/parameter-searches/2/accepted', { body: { accepted: false } });
  });

  it('reads nothing of the users that versions are evaluated on', async () => {
    const users = BigInt64Array.from({ length: 900 }, (_, i) => BigInt(1000 + i));
    const [test, others] = splitByUser(users, { seed: 42, shares: [0.2] }) as [Int32Array, Int32Array];
    const change = (rows: Int32Array) =>
      service.database.query(
        'UPDATE user_day SET plays = plays + 90, downloads = 7 WHERE user_id = ANY ($1)',
        [Array.from(rows.subarray(0, 100), (row) => String(users[row]))],
      );
    const found = await search({ attempts: 3, accept: false });
    await change(test);
    const again = await search({ attempts: 3, accept: false });
    expect(again.attempts).toEqual(found.attempts);
    expect(again.models).toEqual(found.models);
    await change(others);
    expect((await search({ attempts: 3, accept: false })).attempts).not.toEqual(found.attempts);
  });
});
