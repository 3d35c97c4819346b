import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, LiveModel, ModelRegistry, platformSettings } from '#common';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const LIVE = Symbol('LIVE');
const KIND = 'test-model';

/** Every artefact that was read, by whichever instance. */
const read: string[] = [];
/** What reading the artefact `slow` waits for. */
const slow = Promise.withResolvers<undefined>();

@Module({
  providers: [
    LiveModel.provider(
      LIVE,
      () => KIND,
      async (bytes) => {
        read.push(bytes.toString());
        if (bytes.toString() === 'slow') await slow.promise;
        return bytes.toString();
      },
    ),
  ],
})
class ServingModule {}

let database: TestDatabase;
let first: NestFastifyApplication;
let second: NestFastifyApplication;
let registry: ModelRegistry;

async function startInstance(): Promise<NestFastifyApplication> {
  const app = await createService(
    {
      name: 'models-test',
      title: 'Models',
      description: 'Models',
      schema: platformSettings,
      module: () => ({ module: ServingModule }),
    },
    platformSettings.parse({ PORT: 0, DATABASE_URL: database.url, LOG_LEVEL: 'error' }),
  );
  await app.listen(0, '127.0.0.1');
  return app;
}

function candidate(text: string) {
  return {
    kind: KIND,
    snapshotDate: '2017-04-28',
    dataFrom: '2017-03-30',
    dataTo: '2017-05-12',
    seed: 7,
    parameters: { depth: 3 },
    report: { auc: 0.9 },
    artefact: Buffer.from(text),
  };
}

const accept = () => ({ accepted: true, reasons: ['better than the baseline'] });
const refuse = () => ({ accepted: false, reasons: ['worse than the baseline'] });

async function states(): Promise<[number, string][]> {
  const { models } = await registry.list(KIND, { limit: 200 }, {});
  return models.map(({ version, state }) => [version, state]);
}

async function served(app: NestFastifyApplication, expected: string): Promise<string | undefined> {
  const live = app.get<LiveModel<string>>(LIVE);
  await until(() => live.current()?.model === expected, `the live model ${expected}`);
  return live.current()?.model;
}

beforeAll(async () => {
  database = await createTestDatabase();
  [first, second] = [await startInstance(), await startInstance()];
  registry = first.get(ModelRegistry);
});
afterAll(async () => {
  await Promise.all([first.close(), second.close()]);
  await database.drop();
});

describe('model registry on PostgreSQL', () => {
  it('serves nothing before the first version', async () => {
    expect(await registry.live(KIND)).toBeNull();
    expect(first.get<LiveModel<string>>(LIVE).current()).toBeNull();
    await expect(registry.rollback(KIND)).rejects.toMatchObject({ code: 'no_earlier_version' });
  });

  it('switches every running instance to an accepted version', async () => {
    const version = await registry.publish(candidate('one'), accept);
    expect(version).toMatchObject({
      version: 1,
      state: 'live',
      snapshotDate: '2017-04-28',
      seed: 7,
      parameters: { depth: 3 },
      report: { auc: 0.9 },
      gate: { accepted: true },
    });
    expect(version.codeVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(await served(first, 'one')).toBe('one');
    expect(await served(second, 'one')).toBe('one');
  });

  it('keeps a refused version but never serves it', async () => {
    const version = await registry.publish(candidate('bad'), refuse);
    expect(version).toMatchObject({ version: 2, state: 'refused' });
    expect((await registry.live(KIND))?.version).toBe(1);
    await expect(registry.promote(KIND, 2)).rejects.toMatchObject({ code: 'model_refused' });
  });

  it('keeps a version that passes the gate as refused when it cannot be read, with the reason', async () => {
    const cannot = () => Promise.reject(new Error('the file is cut off'));
    const version = await registry.publish(candidate('unreadable'), accept, cannot);
    expect(version).toMatchObject({
      state: 'refused',
      gate: {
        accepted: false,
        reasons: ['better than the baseline', 'Failed: it cannot be served: the file is cut off'],
      },
    });
    expect((await registry.live(KIND))?.version).toBe(1);
    await database.database.query('DELETE FROM model_version WHERE id = $1', [version.id]);
  });

  it('serves what was read before it was published without reading it again', async () => {
    const live = first.get<LiveModel<string>>(LIVE);
    const before = read.length;
    const version = await registry.publish(candidate('read once'), accept, live.prepare);
    await live.refresh();
    expect(live.current()).toMatchObject({ version: { id: version.id }, model: 'read once' });
    expect(await served(second, 'read once')).toBe('read once');
    expect(read.slice(before)).toEqual(['read once', 'read once']);
    await registry.rollback(KIND);
    await database.database.query('DELETE FROM model_promotion WHERE model_version_id = $1', [version.id]);
    await database.database.query('DELETE FROM model_version WHERE id = $1', [version.id]);
    expect(await served(first, 'one')).toBe('one');
  });

  it('says of a model that is the live one, byte by byte, that it has nothing new', async () => {
    const version = await registry.publish(candidate('one'), refuse);
    expect(version.gate).toMatchObject({
      nothingNew: true,
      reasons: [expect.stringContaining('that of version 1,'), 'worse than the baseline'],
    });
    await database.database.query('DELETE FROM model_version WHERE id = $1', [version.id]);
  });

  it('shows the gate the champion, promotes, and rolls back to what was live before', async () => {
    const champions: (number | undefined)[] = [];
    await registry.publish(candidate('three'), (champion) => {
      champions.push(champion?.version);
      return accept();
    });
    expect(champions).toEqual([1]);
    expect(await served(second, 'three')).toBe('three');
    expect((await registry.rollback(KIND)).version).toBe(1);
    expect(await served(second, 'one')).toBe('one');
    await registry.promote(KIND, 3);
    expect(await served(first, 'three')).toBe('three');
    expect(await states()).toEqual([
      [3, 'live'],
      [2, 'refused'],
      [1, 'ready'],
    ]);
  });

  it('lists versions by pages, with the figures that were asked for in place of the reports', async () => {
    const figures = { auc: 'test.auc', missing: 'test.nothing.here' };
    await registry.publish({ ...candidate('four'), report: { synthetic: true, test: { auc: 0.8 } } }, refuse);
    const { models, ...page } = await registry.list(KIND, { limit: 3 }, figures);
    expect(page).toMatchObject({ rollbackTo: 1 });
    expect(models.map(({ version }) => version)).toEqual([4, 3, 2]);
    expect(models[0]).toMatchObject({
      state: 'refused',
      synthetic: true,
      parameters: { depth: 3 },
      gate: { accepted: false },
      figures: { auc: 0.8, missing: null },
    });
    expect(models[0]).not.toHaveProperty('report');
    const last = await registry.list(KIND, { cursor: page.nextCursor!, limit: 3 }, {});
    expect(last).toMatchObject({
      nextCursor: null,
      models: [{ version: 1, synthetic: false, figures: {} }],
    });
  });

  it('drops the artefacts of old versions, but not of one that is needed', async () => {
    const needed = await registry.publish(candidate('needed'), refuse);
    const retired = await registry.publish(candidate('not needed'), refuse);
    await registry.publish(candidate('newest'), refuse);
    expect(await registry.retire(KIND, 1, [needed.version])).toContain(retired.version);
    expect((await registry.artefact(needed)).toString()).toBe('needed');
    await expect(registry.artefact(retired)).rejects.toThrow(/damaged/);
    expect(await registry.retire(KIND, 1)).toEqual([needed.version]);
  });

  it('reads a version once in the instance that promotes it', async () => {
    for (const app of [first, second]) await app.get<LiveModel<string>>(LIVE).refresh();
    read.length = 0;
    await registry.promote(KIND, 1, first.get<LiveModel<string>>(LIVE).prepare);
    expect([await served(first, 'one'), await served(second, 'one')]).toEqual(['one', 'one']);
    expect(read).toEqual(['one', 'one']);
    await registry.promote(KIND, 3);
    expect(await served(first, 'three')).toBe('three');
  });

  it('numbers versions without gaps or clashes when two publish at once', async () => {
    const before = (await states())[0]![0];
    await Promise.all(
      ['a', 'b', 'c'].map((text) => second.get(ModelRegistry).publish(candidate(text), refuse)),
    );
    const versions = (await states()).map(([version]) => version);
    expect(versions.slice(0, 4)).toEqual([before + 3, before + 2, before + 1, before]);
  });

  it('stores an artefact larger than one piece and gives it back whole', async () => {
    const bytes = Buffer.alloc(17 * 1024 * 1024, 'music');
    const version = await registry.publish({ ...candidate(''), artefact: bytes }, refuse);
    expect((await registry.artefact(version)).equals(bytes)).toBe(true);
  });

  it('refuses a damaged artefact and goes on serving the version before', async () => {
    const before = first.get<LiveModel<string>>(LIVE).current()?.model;
    const version = await registry.publish(candidate('to be damaged'), refuse);
    await database.database.query(
      "UPDATE model_artefact_chunk SET bytes = 'xx' WHERE model_version_id = $1",
      [version.id],
    );
    await expect(registry.artefact(version)).rejects.toThrow(/damaged/);
    await database.database.query(
      "INSERT INTO model_promotion (kind, model_version_id, reason) VALUES ($1, $2, 'test')",
      [KIND, version.id],
    );
    await first.get<LiveModel<string>>(LIVE).refresh();
    expect(first.get<LiveModel<string>>(LIVE).current()?.model).toBe(before);
  });

  it('serves what went live while another version was being loaded', async () => {
    await registry.publish(candidate('slow'), accept);
    const live = first.get<LiveModel<string>>(LIVE);
    const loading = live.refresh();
    await until(() => read.includes('slow'), 'the loading of the version');
    await registry.publish(candidate('after it'), accept);
    const again = live.refresh();
    slow.resolve(undefined);
    await Promise.all([loading, again]);
    expect(live.current()?.model).toBe('after it');
  });

  it('promotes many times at once, by fewer connections', async () => {
    const kind = 'often promoted';
    await registry.publish({ ...candidate('one'), kind }, accept);
    // Each waits for the others on a connection of its own.
    const promoted = await Promise.all(Array.from({ length: 30 }, () => registry.promote(kind, 1)));
    expect(promoted.map(({ state }) => state)).toEqual(Array.from({ length: 30 }, () => 'live'));
  });

  it('says which version is unknown', async () => {
    await expect(registry.get(KIND, 999)).rejects.toMatchObject({
      kind: 'not_found',
      message: /no version 999/,
    });
  });
});

describe('a version that did not pass the gate', () => {
  const OPEN = 'open-model';
  const undecided = () => ({ accepted: false, undecided: true, reasons: ['Undecided: too few.'] });
  const accepting = { accept: 'the price has changed' };

  it('is promoted by hand, and only when that is said', async () => {
    const of = (text: string) => ({ ...candidate(text), kind: OPEN });
    await registry.publish(of('one'), accept);
    await registry.publish(of('two'), refuse);
    await registry.publish(of('three'), undecided);
    await expect(registry.promote(OPEN, 3)).rejects.toMatchObject({
      code: 'model_undecided',
      message: expect.stringContaining('Undecided: too few. Train again') as string,
    });
    await expect(registry.promote(OPEN, 2)).rejects.toMatchObject({ code: 'model_refused' });
    expect(await registry.promote(OPEN, 2, undefined, accepting)).toMatchObject({ state: 'live' });
    expect(await registry.promote(OPEN, 3, undefined, accepting)).toMatchObject({ state: 'live' });
    const reasons = await database.database.query<{ reason: string }>(
      `SELECT reason FROM model_promotion WHERE kind = '${OPEN}' ORDER BY id`,
    );
    expect(reasons.map(({ reason }) => reason)).toEqual([
      'passed the gate',
      'promoted by hand, refused by the gate: the price has changed',
      'promoted by hand, undecided by the gate: the price has changed',
    ]);
    // From then on it is a version like any other.
    expect(await registry.rollback(OPEN)).toMatchObject({ version: 2 });
    expect(await registry.promote(OPEN, 3)).toMatchObject({ version: 3, state: 'live' });
  });

  it('is never promoted when it has probably seen the labels', async () => {
    const leaking = () => ({ accepted: false, leaks: true, reasons: ['Failed: too good to be true.'] });
    const { version } = await registry.publish({ ...candidate('leak'), kind: OPEN }, leaking);
    await expect(registry.promote(OPEN, version, undefined, accepting)).rejects.toMatchObject({
      code: 'model_leaks',
      message: expect.stringContaining('too good to be true') as string,
    });
  });

  it('is not promoted once it has been retired', async () => {
    const { version } = await registry.publish({ ...candidate('five'), kind: OPEN }, undecided);
    await registry.publish({ ...candidate('six'), kind: OPEN }, accept);
    await registry.retire(OPEN, 1);
    await expect(registry.promote(OPEN, version, undefined, accepting)).rejects.toMatchObject({
      code: 'model_retired',
    });
  });
});
