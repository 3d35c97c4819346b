import { SnapshotsRepository } from '../../../apps/churn-service/src/dataset/snapshots.repository.js';
import { population, startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';
import { createDays, daysBetween, insertUserDays, markLoaded } from './user-days.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';

let service: RunningChurnService;

beforeAll(async () => {
  service = await startChurnService({ CHURN_MODELS: 'logistic-regression' });
  await createDays(service.database, FIRST, LAST);
  await markLoaded(service.database, daysBetween(FIRST, LAST));
  await insertUserDays(service.database, population(600, FIRST, LAST));
});

afterAll(async () => {
  await service.stop();
});

interface Result {
  warnings: string[];
}

interface Model {
  report: { holes: object[]; touchedByHoles: { features: string[]; label: boolean } };
}

describe('a training', () => {
  it('on days that are loaded whole warns of nothing', async () => {
    const { state, result } = await service.run<Result>('/admin/churn/retrain');
    expect([state, result.warnings]).toEqual(['succeeded', []]);
  });

  it('warns of holes in its windows and names the features that they touch', async () => {
    await service.database.query(`DELETE FROM archive WHERE day = '2017-04-27' AND kind = 'download'`);
    await service.database.query(
      `UPDATE archive SET state = 'partial', reason = 'truncated' WHERE day = '2017-05-01' AND kind = 'play'`,
    );
    const { state, result } = await service.run<Result>('/admin/churn/retrain');
    expect(state).toBe('succeeded');
    expect(result.warnings).toHaveLength(2);
    expect(result.warnings[0]).toMatch(
      /^The days of the features have 1 hole \(2017-04-27 download: part 1 missing\)\. They touch \d+ features: freq_D_last_3, /,
    );
    expect(result.warnings[1]).toContain(
      'The label window has 1 hole (2017-05-01 play: part 1 partial (truncated))',
    );

    const { body } = await service.ask<Model>('GET', '/churn/models/2');
    expect(body.report.holes).toEqual([
      { day: '2017-04-27', kind: 'download', reason: 'part 1 missing' },
      { day: '2017-05-01', kind: 'play', reason: 'part 1 partial (truncated)' },
    ]);
    expect(body.report.touchedByHoles.label).toBe(true);
    expect(body.report.touchedByHoles.features).not.toContain('freq_P_last_30');
  });
});

describe('days', () => {
  it('before the first loaded one are holes of all kinds', async () => {
    const holes = await service.app.get(SnapshotsRepository).holes('2017-03-29', '2017-03-30');
    expect(holes).toEqual(
      ['download', 'play', 'search'].map((kind) => ({
        day: '2017-03-29',
        kind,
        reason: 'nothing is loaded',
      })),
    );
  });
});
