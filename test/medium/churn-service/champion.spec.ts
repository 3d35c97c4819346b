import { ModelRegistry } from '#common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RetrainingService } from '../../../apps/churn-service/src/retraining/retraining.service.js';
import { ScoreExplainer } from '../../../apps/churn-service/src/scores/score-explainer.js';
import { createChurnApp, population, useChurnService, SHORT } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded } from './user-days.js';

const FIRST = '2017-02-01';
/** Loaded at first; the newest label window of 7 days closes on it. */
const LAST = '2017-04-14';
const LATER = dayAfter(LAST, 7);
const USERS = 500;
const WINDOWS = { ...SHORT, CHURN_SNAPSHOTS: '5' };

interface Report {
  windows: { historyDays: number };
  champion: {
    version: number;
    ageDays: number;
    usable: boolean;
    comparedOn: string | null;
    users: number;
    gain: { rocAuc: { value: number } } | null;
    notComparedBecause: string | null;
  } | null;
}

const service = useChurnService(WINDOWS);

beforeAll(async () => {
  await createDays(service.database, FIRST, LATER);
  await markLoaded(service.database, daysBetween(FIRST, LAST));
  // Users of 45 days, with all later days to come.
  await insertUserDays(service.database, population(USERS, dayAfter(LAST, -44), LATER));
});

/** Retrains in an instance with other settings: a job could be run by the other instance, with its own. */
async function retrain(change: Record<string, string> = {}) {
  const app: NestFastifyApplication = await createChurnApp(service.databaseUrl, { ...WINDOWS, ...change });
  try {
    const context = { jobId: 'retrain', signal: new AbortController().signal, progress: () => undefined };
    const { version } = await app.get(RetrainingService).retrain(context);
    const { report, state, gate } = await app.get(ModelRegistry).get('churn', version);
    return { version, state, gate, report: report as unknown as Report };
  } finally {
    await app.close();
  }
}

const undecided = (gate: { reasons: string[] }) =>
  gate.reasons.filter((reason) => reason.startsWith('Undecided'));

describe('a new version next to the live one', () => {
  it('is not compared when there is none', async () => {
    const { state, report } = await retrain();
    expect([state, report.champion, report.windows.historyDays]).toEqual(['live', null, 60]);
  });

  it('is compared on test users of both when both learned the same days, whatever their history', async () => {
    const { report, gate } = await retrain({ CHURN_HISTORY_DAYS: '14' });
    expect(report.windows.historyDays).toBe(14);
    const { champion } = report;
    expect(champion).toMatchObject({
      version: 1,
      ageDays: 0,
      usable: true,
      comparedOn: 'test users',
      notComparedBecause: null,
    });
    expect(champion!.users).toBeGreaterThan(30);
    expect(champion!.users).toBeLessThan(0.3 * USERS);
    expect(champion!.gain!.rocAuc.value).not.toBe(0);
    expect(gate.reasons.join()).toContain('compared with live version 1');
  });

  it('is as good as a live version of the same data', async () => {
    const { state, gate } = await retrain();
    expect(state).toBe('live');
    expect(undecided(gate)).toEqual([]);
  });

  it('is undecided when the live one answers another question, until it is promoted by hand', async () => {
    const { version, state, gate } = await retrain({ CHURN_POPULATION_MIN_DAYS: '2' });
    expect([state, gate.undecided]).toEqual(['refused', true]);
    expect(undecided(gate)).toEqual([
      expect.stringMatching(
        /^Undecided: not compared with live version \d: it learned another label window, population or kind of activity/,
      ),
    ]);
    const url = `/admin/churn/models/${version}/promote`;
    expect((await service.ask('POST', url)).body).toMatchObject({ code: 'model_undecided' });
  });

  it('is compared on everybody, by its recipe of earlier days, once the live one learned nothing of the labels', async () => {
    await markLoaded(service.database, daysBetween(dayAfter(LAST, 1), LATER));
    const { report } = await retrain();
    const { champion } = report;
    expect(champion).toMatchObject({ ageDays: 7, comparedOn: 'later days', notComparedBecause: null });
    expect(champion!.users).toBeGreaterThan(0.4 * USERS);
  });

  it('follows a live one that cannot be read any more, but not one that cannot be read just now', async () => {
    const live = (await service.app.get(ModelRegistry).live('churn'))!;
    await service.database.query('ALTER TABLE model_artefact_chunk RENAME TO away');
    await expect(retrain()).rejects.toThrow(/model_artefact_chunk/);
    await service.database.query('ALTER TABLE away RENAME TO model_artefact_chunk');
    await service.database.query(`UPDATE model_version SET artefact_sha256 = 'other' WHERE id = $1`, [
      live.id,
    ]);
    const { state, report } = await retrain();
    expect(report.champion).toMatchObject({ version: live.version, usable: false });
    expect(state).toBe('live');
  });
});

describe('the model that made scores of an earlier version', () => {
  it('is read again after it could not be read', async () => {
    const registry = service.app.get(ModelRegistry);
    const explainer = service.app.get(ScoreExplainer);
    const { id, version } = await registry.get('churn', 1);
    const model = async () =>
      (await explainer.modelOf({ kind: 'churn', versionId: id, version }))?.artefact.snapshotDate;
    await service.database.query('ALTER TABLE model_artefact_chunk RENAME TO away');
    expect(await model()).toBeUndefined();
    await service.database.query('ALTER TABLE away RENAME TO model_artefact_chunk');
    expect(await model()).toBe(dayAfter(LAST, -7));
  });
});
