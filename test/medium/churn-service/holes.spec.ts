import type { ChurnModelDto as Model } from '../../../apps/churn-service/src/registry/churn-model.dto.js';
import { LoadedDaysRepository } from '../../../apps/churn-service/src/dataset/loaded-days.repository.js';
import { loadPopulation, useChurnService, SHORT } from './running-churn-service.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';

const service = useChurnService(SHORT);

beforeAll(async () => {
  await loadPopulation(service.database, 600, FIRST, LAST);
});

interface Result {
  warnings: string[];
}

describe('a training', () => {
  it('on days that are loaded whole warns of nothing', async () => {
    const { state, result } = await service.run<Result>('/admin/churn/retrain');
    expect([state, result.warnings]).toEqual(['succeeded', []]);
  });

  it('warns of holes in its windows and names the features that they touch', async () => {
    await service.database.query(
      `DELETE FROM archive WHERE day IN ('2017-05-03', '2017-05-04') AND kind = 'download'`,
    );
    await service.database.query(
      `UPDATE archive SET state = 'partial', reason = 'truncated' WHERE day = '2017-05-08' AND kind = 'play'`,
    );
    const { state, result } = await service.run<Result>('/admin/churn/retrain');
    expect(state).toBe('succeeded');
    expect(result.warnings[0]).toMatch(
      /^The days of the features have 2 holes \(2017-05-03 download: .* 2017-05-04 download: part 1 missing\)\. They touch \d+ features: freq_D_last_3, /,
    );
    expect(result.warnings[1]).toContain(
      'The label window has 1 hole (2017-05-08 play: part 1 partial (truncated))',
    );

    const { body } = await service.ask<Model>('GET', '/churn/models/2');
    expect(body.report.holes).toEqual([
      { day: '2017-05-03', kind: 'download', reason: 'part 1 missing' },
      { day: '2017-05-04', kind: 'download', reason: 'part 1 missing' },
      { day: '2017-05-08', kind: 'play', reason: 'part 1 partial (truncated)' },
    ]);
    expect(body.report.touchedByHoles.label).toBe(true);
    expect(body.report.touchedByHoles.features).not.toContain('freq_P_last_14');
  });

  it('learns from no snapshot whose label window lacks several days, from one that lacks a day, and names both', async () => {
    const { body } = await service.ask<Model>('GET', '/churn/models/2');
    const because =
      '2 days of its label window are not complete (2017-05-03, 2017-05-04): load what GET /ingest/coverage shows as missing, ' +
      'or note days without business by PUT /admin/acknowledgements/closed.2017-05-03';
    expect(body.report.omittedSnapshots).toEqual([{ snapshotDate: '2017-04-27', because }]);
    const snapshots = body.report.snapshots.map(({ snapshotDate, missingDays, missingFeatureDays }) => [
      snapshotDate,
      missingDays,
      missingFeatureDays,
    ]);
    expect(snapshots).toEqual([
      ['2017-05-05', ['2017-05-08'], ['2017-05-03', '2017-05-04']],
      ['2017-04-19', [], []],
    ]);
    expect(body.report.outOfTime.trainedOn).toBe('2017-04-19');
    const { result } = await service.run<Result>('/admin/churn/retrain');
    expect(result.warnings).toContain(`Not learned from 2017-04-27: ${because}.`);
    expect(result.warnings).toContainEqual(
      expect.stringMatching(/^Learned from 2017-05-05, although 1 day .* \(2017-05-08\)/),
    );
  });

  it('counts no silence on days that are missing before an older snapshot, and names them', async () => {
    const lost = `day = '2017-04-17' AND kind = 'play'`;
    await service.database.query(`UPDATE archive SET state = 'partial' WHERE ${lost}`);
    const { result } = await service.run<Result>('/admin/churn/retrain');
    expect(result.warnings).toContainEqual(
      expect.stringMatching(
        /^Learned from 2017-04-19, although 1 day of its features is not complete \(2017-04-17\): load/,
      ),
    );
    await service.database.query(`UPDATE archive SET state = 'loaded' WHERE ${lost}`);
  });

  it('walks back to the newest snapshot whose labels are known, and scores the newest day', async () => {
    await service.database.query(
      `UPDATE archive SET state = 'partial', reason = 'truncated' WHERE day = '2017-05-10' AND kind = 'play'`,
    );
    const { result } = await service.run<Record<string, string>>('/admin/churn/retrain');
    expect(result).toMatchObject({ trainedOnSnapshot: '2017-04-26', scoredSnapshot: LAST });
  });

  it('without a snapshot whose labels are known does not go live by itself, and names days and call', async () => {
    await service.database.query(
      `UPDATE archive SET state = 'partial', reason = 'truncated'
       WHERE kind = 'play' AND extract(day FROM day)::int % 3 = 0 AND day < '2017-05-12'`,
    );
    const { body } = await service
      .run<{ version: number }>('/admin/churn/retrain')
      .then(({ result }) => service.ask<Model>('GET', `/churn/models/${result.version}`));
    expect(body).toMatchObject({ state: 'refused', gate: { undecided: true } });
    expect(body.gate.reasons).toContainEqual(
      expect.stringMatching(
        /^Undecided: \d days of its label window are not complete \(2017-05-06, .*closed\.2017-05-06/,
      ),
    );
    await service.database.query(
      `UPDATE archive SET state = 'loaded', reason = NULL WHERE day NOT IN ('2017-05-08', '2017-05-10')`,
    );
  });
});

describe('other uses of labels', () => {
  it('take the newest snapshot whose labels are known for the table of the model', async () => {
    const rows = async (query: string) =>
      (await service.ask('GET', `/admin/exports/df_model_final.csv${query}`)).text.trim().split('\n');
    const labels = async (query: string) =>
      new Set((await rows(query)).slice(1).map((row) => row.split(',').at(-3)));
    expect((await rows(''))[1]).toMatch(/,2017-04-26,1$/);
    expect(await labels('')).toEqual(new Set(['0', '1']));
    expect(await labels('?snapshotDate=2017-05-04')).toEqual(new Set(['']));
  });

  it('backtest on the origins whose labels are known', async () => {
    expect(await service.ask('POST', '/admin/churn/backtest')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('incomplete days in every label window') as string },
    });
    await service.database.query(
      `INSERT INTO archive (identity, name, kind, day, part, state)
       VALUES ('again', '20170503_1_download.log', 'download', '2017-05-03', 1, 'loaded')`,
    );
    const { state, result } = await service.run<{ origins: number }>('/admin/churn/backtest', {
      resamples: 50,
    });
    expect([state, result.origins]).toEqual(['succeeded', 1]);
    const { body } = await service.ask<{ backtests: object[] }>('GET', '/churn/backtests');
    expect(body.backtests[0]).toMatchObject({
      origins: [{ trained: '2017-04-19', scored: '2017-04-27' }],
      omittedOrigins: ['2017-05-05'],
    });
  });
});

describe('days', () => {
  it('before the first loaded one are holes of all kinds', async () => {
    const holes = await service.app.get(LoadedDaysRepository).holes('2017-03-29', '2017-03-30');
    expect(holes).toEqual(
      ['download', 'play', 'search'].map((kind) => ({
        day: '2017-03-29',
        kind,
        reason: 'nothing is loaded',
      })),
    );
  });

  it('are holes of no kind that the source does not have', async () => {
    await service.database.query(`DELETE FROM archive WHERE kind <> 'play'`);
    const holes = await service.app.get(LoadedDaysRepository).holes('2017-03-29', '2017-03-30');
    expect(holes).toEqual([{ day: '2017-03-29', kind: 'play', reason: 'nothing is loaded' }]);
  });
});
