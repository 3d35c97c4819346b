import { featureCatalogue } from '../../../apps/churn-service/src/features/feature-catalogue.js';
import { startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';

interface Features {
  edition: number;
  hash: string;
  featureDays: number;
  liveVersion: number | null;
  features: { name: string; unit: string; meaning: string; default: number | null; never: string | null }[];
}

let service: RunningChurnService;

beforeAll(async () => {
  service = await startChurnService({ CHURN_FEATURE_DAYS: '14' });
});

afterAll(async () => {
  await service.stop();
});

describe('GET /churn/features', () => {
  it('tells every feature of the window that is set, before there is a model too', async () => {
    const { status, body } = await service.ask<Features>('GET', '/churn/features');
    expect(status).toBe(200);
    const { hash, features } = featureCatalogue(14);
    expect(body).toMatchObject({ edition: 2, hash, featureDays: 14, liveVersion: null });
    expect(body.features.map(({ name }) => name)).toEqual(features.map(({ name }) => name));
    expect(body.features.find(({ name }) => name === 'days_from_last_search')).toEqual({
      name: 'days_from_last_search',
      family: 'searches',
      unit: 'days',
      meaning: 'Days from the newest search to the snapshot date; 0 is that date',
      default: null,
      never: 'null (no search in the feature window), never a number of days',
    });
  });

  it('needs a key', async () => {
    expect((await service.ask('GET', '/churn/features', { key: null })).status).toBe(401);
  });
});
