import { searchedParametersOf } from '../../../apps/recommender-service/src/engines/training-parameters.js';
import type { TrainingParameters } from '../../../apps/recommender-service/src/engines/training-parameters.js';
import { writeListening } from './listening-log.js';
import { useRecommender } from './running-recommender.js';

interface Version {
  model: string;
  parameters: TrainingParameters;
  gate: { accepted: boolean; reasons: string[] };
  report: {
    anchorVersion: number | null;
    data: { cut: string; to: string };
    evaluation: {
      model: { users: number };
      liveParameters: object | null;
      liveVersion: { users: number } | null;
      anchor: { users: number } | null;
    };
  };
}

const service = useRecommender();

const version = async (number: number) =>
  (await service.ask<Version>('GET', `/recommend/models/${number}`)).body;

describe('a retrain with the parameters of the live version', () => {
  it('has nothing to compare where that one has learned from held-out days, and says so', async () => {
    await service.retrain();
    const { report, gate } = await version(await service.retrain());
    expect(report.evaluation).toMatchObject({ liveParameters: null, liveVersion: null });
    expect(gate.reasons.at(-1)).toMatch(/^Not compared: the live version has the same parameters/);
  });

  it('compares with the live version itself after days that this one has not seen', async () => {
    // Songs of their own taste that users have not heard yet.
    const plays = Array.from({ length: 90 }, (_, n) => String(n + 1)).flatMap((user) => {
      const played = service.playedBy(user);
      const own = Array.from({ length: 20 }, (_, n) => String(1000 + (Number(user) % 3) + 3 * n));
      const unheard = own.filter((song) => !played.has(song));
      return unheard.slice(0, 4).map((song, n) => ({ user, song, day: `2017-03-${13 + (n % 3)}` }));
    });
    await writeListening(service.database, { songs: [], plays, downloads: [] });
    const { model, report, gate } = await version(await service.retrain());
    expect(model).toBe('factors (6 factors, Hu et al.)');
    expect(report.data).toMatchObject({ cut: '2017-03-12', to: '2017-03-15' });
    expect(report.evaluation.liveParameters).toBeNull();
    expect(report.evaluation.liveVersion!.users).toBe(report.evaluation.model.users);
    expect(gate.reasons.at(-1)).toMatch(/^(Passed|Undecided): .* of the live version/);
  });
});

describe('parameters that are not better for sure', () => {
  const retrainWithAlpha = async (alpha: number): Promise<number> => {
    const { parameters } = await version(1);
    await service.database.query(
      `INSERT INTO parameter_search (data_from, cut, data_to, start, best, report, accepted)
       VALUES ('2017-03-01', '2017-03-09', '2017-03-12', '{}', $1, '{"attempts": [{"ndcg": 0.1}], "chosen": {"ndcg": 0.1}}', true)`,
      [JSON.stringify({ ...searchedParametersOf(parameters), alpha })],
    );
    return await service.retrain();
  };

  it('are followed by such as are compared with those before, too: the anchor', async () => {
    const first = await retrainWithAlpha(3.0001);
    const { report: changed } = await version(first);
    expect(changed.evaluation).toMatchObject({ anchor: null, liveParameters: expect.any(Object) as object });
    expect(changed.anchorVersion).toBe(1);
    const { report, gate } = await version(await retrainWithAlpha(3.0002));
    expect(report.evaluation.anchor!.users).toBe(report.evaluation.model.users);
    expect(report.anchorVersion).toBe(1);
    expect(gate.reasons.at(-1)).toMatch(/^Passed: .* the parameters that last won for sure/);
  });
});
