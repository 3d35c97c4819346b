import { writeListening } from './listening-log.js';
import { startRecommender } from './running-recommender.js';
import type { RunningRecommender } from './running-recommender.js';

interface Version {
  model: string;
  gate: { accepted: boolean; reasons: string[] };
  report: {
    data: { cut: string; to: string };
    evaluation: {
      model: { users: number };
      liveParameters: object | null;
      liveVersion: { users: number } | null;
    };
  };
}

let service: RunningRecommender;

beforeAll(async () => {
  service = await startRecommender();
});
afterAll(() => service.stop());

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
