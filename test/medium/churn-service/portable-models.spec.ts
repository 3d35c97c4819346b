import { Database } from '#common';
import { SeededRandom, sigmoid } from '#ml';
import type { ChurnArtefact } from '../../../apps/churn-service/src/model/churn-artefact.js';
import { ChurnModel } from '../../../apps/churn-service/src/model/churn-model.js';
import { onnxOfModel } from '../../../apps/churn-service/src/portable/onnx-model.js';
import { sqlOfModel } from '../../../apps/churn-service/src/portable/sql-model.js';
import { randomUsers } from '../../support/fixtures/random-users.js';
import { chooseHere } from '../../support/fixtures/train-here.js';
import { onnxProbabilities } from '../../support/onnx-evaluator.js';
import { ADMIN, loadPopulation, useChurnService } from './running-churn-service.js';

const USERS = 200;
const WITHIN = 1e-6;

const service = useChurnService({
  CHURN_FEATURE_DAYS: '14',
  CHURN_MODELS: 'logistic-regression,gradient-boosting',
});

/** What PostgreSQL computes of users by an expression. */
async function sqlProbabilities(
  sql: string,
  names: readonly string[],
  rows: readonly (readonly (number | null)[])[],
): Promise<(number | null)[]> {
  const users = rows.map((row, id) => ({
    id,
    ...Object.fromEntries(row.map((value, j) => [names[j]!, value])),
  }));
  return await service.app.get(Database).transaction(async (transaction) => {
    const columns = names.map((name) => `"${name}" real`).join(', ');
    await transaction.query(`CREATE TEMPORARY TABLE features (id int, ${columns}) ON COMMIT DROP`);
    await transaction.query(
      'INSERT INTO features SELECT * FROM jsonb_populate_recordset(NULL::features, $1)',
      [JSON.stringify(users)],
    );
    const found = await transaction.query<{ p: number | null }>(
      `SELECT ${sql} AS p FROM features ORDER BY id`,
    );
    return found.map(({ p }) => p);
  });
}

/** Users of all kinds: some features of theirs are unknown, zero or huge. */
function hostileUsers(): Float32Array {
  const { values } = randomUsers(USERS, 1, 77);
  const random = new SeededRandom(6);
  return Float32Array.from(values, (value) => {
    const drawn = random.next();
    return drawn < 0.01 ? NaN : drawn < 0.02 ? 0 : drawn < 0.03 ? 1e6 * random.next() : value;
  });
}

const isotonic = (artefact: ChurnArtefact): ChurnArtefact => ({
  ...artefact,
  served: {
    ...artefact.served,
    calibrator: {
      method: 'isotonic',
      x: [-60, -1, -0.4, 0.2, 0.2001, 60],
      y: [-40, -1.2, -1.1, 0.1, 0.9, 35],
    },
  },
});

describe('a model in another form', () => {
  it.each([
    ['a blend', ['logistic-regression', 'gradient-boosting'], (artefact: ChurnArtefact) => artefact],
    ['a forest with a bent calibration', ['random-forest'], isotonic],
    ['a regression with a bent calibration', ['logistic-regression'], isotonic],
  ] as const)('computes what is served: %s', async (_what, models, change) => {
    const model = new ChurnModel(change(await chooseHere({ ...randomUsers(900), models })));
    const features = hostileUsers();
    const served = model.margins(features, USERS).map(sigmoid);
    const names = model.catalogue.features.map(({ name }) => name);
    const rows = Array.from({ length: USERS }, (_, user) =>
      Array.from(features.subarray(user * names.length, (user + 1) * names.length), (value) =>
        Number.isNaN(value) ? null : value,
      ),
    );
    const byOnnx = onnxProbabilities(onnxOfModel(model, 3), features, USERS);
    const bySql = await sqlProbabilities(sqlOfModel(model, 'postgresql'), names, rows);
    served.forEach((probability, user) => {
      if (Number.isNaN(probability)) {
        expect([byOnnx[user], bySql[user]]).toEqual([NaN, null]);
        return;
      }
      expect(Math.abs(byOnnx[user]! - probability)).toBeLessThan(WITHIN);
      expect(Math.abs(bySql[user]! - probability)).toBeLessThan(WITHIN);
    });
    expect(served.filter((probability) => probability > 0 && probability < 1).length).toBeGreaterThan(
      USERS / 2,
    );
  });
});

describe('a version that leaves the service', () => {
  const get = async (url: string) =>
    await service.app.inject({ url, headers: { authorization: `Bearer ${ADMIN}` } });

  beforeAll(async () => {
    const { database } = service;
    await loadPopulation(database, 600, '2017-04-15', '2017-05-12');
    // Facts of each type, unknown of some users; who leaves next is told of few.
    for (const [name, type, value] of [
      ['plan', 'text', `to_jsonb('plan ' || user_id % 4)`],
      ['price', 'number', 'to_jsonb(user_id % 7 - 2.5)'],
      ['trial', 'boolean', 'to_jsonb(user_id % 3 = 0)'],
      ['ends', 'day', `to_jsonb(CASE WHEN user_id % 5 > 3 THEN last + 1 ELSE DATE '2017-06-01' END)`],
    ])
      await database.query(
        `WITH declared AS (INSERT INTO fact (name, type, label, for_models) VALUES ('${name}', '${type}', '${name}', true) RETURNING id)
         INSERT INTO user_fact (user_id, fact_id, day, value)
         SELECT user_id, id, '2017-04-15', ${value}
         FROM (SELECT user_id, max(day) AS last FROM user_day GROUP BY user_id) AS u, declared WHERE user_id % 11 > 0`,
      );
    expect(await service.run('/admin/churn/retrain')).toMatchObject({ result: { state: 'live' } });
  });

  it('says of everybody, from exported features, what is served', async () => {
    const exported = await get('/admin/exports/df_model_final.csv?snapshotDate=2017-05-12');
    const [head, ...lines] = exported.body
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const names = head!.slice(1, -3);
    expect(names).toEqual(
      expect.arrayContaining(['plan', 'price', 'trial', 'ends'].map((name) => `fact_${name}`)),
    );
    const rows = lines.map((line) => line.slice(1, -3).map((cell) => (cell === '' ? null : Number(cell))));
    const { body } = await service.ask<{ results: { score: { probability: number } }[] }>(
      'POST',
      '/churn/batch',
      { body: { userIds: lines.map(([uid]) => uid!) } },
    );
    const served = body.results.map(({ score }) => score.probability);
    expect(served.length).toBeGreaterThan(100);
    const onnx = await get('/admin/churn/models/1/model.onnx');
    const features = Float32Array.from(rows.flat(), (value) => value ?? NaN);
    const byOnnx = onnxProbabilities(onnx.rawPayload, features, rows.length);
    const sql = await get('/admin/churn/models/1/model.sql?dialect=postgresql');
    const bySql = await sqlProbabilities(sql.body, names, rows);
    served.forEach((probability, user) => {
      expect(Math.abs(byOnnx[user]! - probability)).toBeLessThan(WITHIN);
      expect(Math.abs(bySql[user]! - probability)).toBeLessThan(WITHIN);
    });
  });

  it('has a card with data, measures, gate, and who promoted it', async () => {
    await service.ask('POST', '/admin/churn/models/1/promote', { body: {} });
    const card = (await service.ask('GET', '/admin/churn/models/1/card.md')).text;
    for (const title of [
      'Data',
      'Population',
      'Measures',
      'Calibration',
      'Slices',
      'Gate',
      'Promotions',
      'Limits',
    ])
      expect(card).toContain(`\n## ${title}\n`);
    expect(card).toMatch(/\| ROC AUC \| 0\.\d{4} \(0\.\d{4} to 0\.\d{4}\) \| 0\.\d{4} \|/);
    expect(card).toMatch(
      /Z \| settings:admin \| passed the gate \|\n.*Z \| settings:admin \| promoted by hand \|\n/,
    );
    expect(card).not.toMatch(/undefined|NaN|\[object/);
  });

  it('is refused where it is not there, is retired, or for a database without a dialect', async () => {
    const refused = async (url: string) => (await service.ask('GET', `/admin/churn/models/${url}`)).body;
    expect(await refused('7/model.onnx')).toMatchObject({ status: 404, code: 'model_version_unknown' });
    expect(await refused('7/card.md')).toMatchObject({ status: 404, code: 'model_version_unknown' });
    expect(await refused('1/model.sql?dialect=oracle')).toMatchObject({ status: 400 });
    await service.database.query('UPDATE model_version SET retired_at = now()');
    expect(await refused('1/model.onnx')).toMatchObject({ status: 409, code: 'model_retired' });
    expect((await service.ask('GET', '/admin/churn/models/1/card.md')).status).toBe(200);
  });
});
