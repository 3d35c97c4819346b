import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { SeededRandom, sigmoid } from '#ml';
import { ChurnModel } from '../../apps/churn-service/src/model/churn-model.js';
import { onnxOfModel } from '../../apps/churn-service/src/portable/onnx-model.js';
import { sqlOfModel } from '../../apps/churn-service/src/portable/sql-model.js';
import { randomUsers } from '../../test/support/fixtures/random-users.js';
import { chooseHere } from '../../test/support/fixtures/train-here.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const USERS = 10_000;

type Cells = readonly (number | null)[];

/**
 * How far a blend that was trained on 20,000 made users is from the served probability in ONNX Runtime,
 * PostgreSQL and DuckDB, on 10,000 others, of whom one in ten of the features that may be unknown is.
 * @param python one with duckdb, onnxruntime and numpy; where it is absent, PostgreSQL alone is measured
 */
export async function measurePortable(python: string): Promise<object[]> {
  const training = { ...randomUsers(20_000), models: ['logistic-regression', 'gradient-boosting'] as const };
  const model = new ChurnModel(await chooseHere(training));
  const random = new SeededRandom(5);
  const { features: catalogue } = model.catalogue;
  const features = Float32Array.from(randomUsers(USERS, 1, 77).values, (value, at) =>
    catalogue[at % catalogue.length]!.never !== null && random.next() < 0.1 ? NaN : value,
  );
  const columns = catalogue.map(({ name }) => name);
  const users = Array.from({ length: USERS }, (_, user): Cells =>
    Array.from(features.subarray(user * columns.length, (user + 1) * columns.length), (value) =>
      Number.isNaN(value) ? null : value,
    ),
  );
  const served = model.margins(features, USERS).map(sigmoid);
  const { calibrator } = model.artefact.served;
  console.log(`${model.artefact.model}, ${calibrator.method}`);
  const rows: object[] = [];
  const show = (where: string, bytes: number, seconds: number, found: ArrayLike<number | null>) => {
    const apart = Array.from(served, (probability, user) =>
      Number.isNaN(probability)
        ? Number(Number.isFinite(found[user] ?? NaN))
        : Math.abs(found[user]! - probability),
    );
    const known = served.filter((probability) => !Number.isNaN(probability)).length;
    rows.push({ where, bytes, seconds, users: known, mostApart: Math.max(...apart) });
  };
  const file = onnxOfModel(model, 1);
  const sql = sqlOfModel(model, 'postgresql');
  await onThrowAwayDatabase(async (url) => {
    const client = new Client(url);
    await client.connect();
    await client.query(
      `CREATE TABLE features (id int, ${columns.map((name) => `"${name}" real`).join(', ')})`,
    );
    const named = users.map((user, id) => ({
      id,
      ...Object.fromEntries(user.map((value, at) => [columns[at]!, value])),
    }));
    await client.query('INSERT INTO features SELECT * FROM jsonb_populate_recordset(NULL::features, $1)', [
      JSON.stringify(named),
    ]);
    for (const jit of ['on', 'off']) {
      await client.query(`SET jit = ${jit}`);
      const started = performance.now();
      const found = await client.query<{ p: number | null }>(`SELECT ${sql} AS p FROM features ORDER BY id`);
      const seconds = (performance.now() - started) / 1000;
      show(
        `PostgreSQL, jit ${jit}`,
        sql.length,
        seconds,
        found.rows.map(({ p }) => p),
      );
    }
    await client.end();
  });
  if (!existsSync(python)) return rows;
  const input = JSON.stringify({
    ...{ columns, users, sql: sqlOfModel(model, 'duckdb'), onnx: file.toString('base64') },
  });
  const { stdout } = spawnSync(python, ['bench/churn/portable_peers.py'], {
    input: `${input}\n`,
    maxBuffer: 1e9,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const peers = JSON.parse(stdout.toString()) as {
    where: string;
    seconds: number;
    probabilities: (number | null)[];
  }[];
  const [onnx, duckdb] = peers;
  if (onnx === undefined || duckdb === undefined) throw new Error('The peers computed nothing.');
  show(onnx.where, file.length, onnx.seconds, onnx.probabilities);
  show(duckdb.where, sql.length, duckdb.seconds, duckdb.probabilities);
  return rows;
}
