import type { CoverageDto } from '../../../apps/ingest-service/src/coverage/coverage.dto.js';
import type { QualityDto } from '../../../apps/ingest-service/src/coverage/quality.dto.js';
import { READ, useIngestApp } from './ingest-app.js';
import { play } from './logs-folder.js';

const ingest = useIngestApp({
  '20170401_1_play.log': play(1, 1, 100).repeat(20),
  '20170403_1_play.log': play(1, 1, 101).repeat(20),
  '20010101_1_play.log': play(1, 1, 100),
  '20240101_1_play.log': play(1, 1, 102),
  'manifest.json': '{"synthetic": true}',
});

beforeAll(() => ingest.runJob('/admin/ingest/archives', { path: '.' }));

describe('a stray day far from the others', () => {
  it('does not move the range that pages show', async () => {
    for (const path of ['coverage', 'quality']) {
      const { body } = await ingest.ask<(CoverageDto | QualityDto) & Record<string, unknown>>(
        'GET',
        `/ingest/${path}`,
        READ,
      );
      expect([body.from, body.to]).toEqual(['2017-04-01', '2017-04-03']);
    }
  });

  it('is told, and shown when it is asked for', async () => {
    const { body } = await ingest.ask<CoverageDto & Record<string, unknown>>(
      'GET',
      '/ingest/coverage?from=2024-01-01',
      READ,
    );
    expect(body).toMatchObject({ firstDay: '2001-01-01', lastDay: '2024-01-01', from: '2024-01-01' });
    expect(body.days[0]).toMatchObject({ day: '2024-01-01', kind: 'play', state: 'whole' });
  });
});

describe('answers about generated logs', () => {
  it('say so', async () => {
    for (const path of ['coverage', 'quality']) {
      expect((await ingest.ask('GET', `/ingest/${path}`, READ)).body['synthetic']).toBe(true);
    }
  });
});
