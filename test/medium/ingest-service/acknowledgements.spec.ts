import type { AcknowledgementsDto } from '../../../apps/ingest-service/src/acknowledgements/acknowledgements.dto.js';
import { ADMIN, READ, useIngestApp } from './ingest-app.js';

const HOLE = '/admin/acknowledgements/hole.2017-05-13.play';

const ingest = useIngestApp({});

const noted = async () =>
  (await ingest.ask<AcknowledgementsDto>('GET', '/acknowledgements', READ)).body.acknowledgements;

describe('acknowledgements', () => {
  it('have a note, who wrote it and when, and end when they are taken back', async () => {
    expect((await ingest.ask('PUT', HOLE, ADMIN, { note: 'lost' })).status).toBe(200);
    expect((await ingest.ask('PUT', HOLE, ADMIN, { note: 'the partner lost it' })).status).toBe(200);
    const [{ at, ...first }, ...others] = (await noted()) as [
      AcknowledgementsDto['acknowledgements'][number],
    ];
    expect([first, others]).toEqual([
      { subject: 'hole.2017-05-13.play', note: 'the partner lost it', by: 'settings:admin' },
      [],
    ]);
    expect(Date.now() - new Date(at).getTime()).toBeLessThan(60_000);
    expect((await ingest.ask('DELETE', HOLE, ADMIN)).status).toBe(200);
    expect(await noted()).toEqual([]);
    expect((await ingest.ask('DELETE', HOLE, ADMIN)).status).toBe(404);
  });

  it('need a note, and the name of a finding that there can be', async () => {
    expect((await ingest.ask('PUT', HOLE, ADMIN, { note: '' })).status).toBe(400);
    for (const subject of ['a%20b', 'hole.2017-12-25', 'hole.2017-12-25.plays', 'job.', 'x.hole.1'])
      expect([
        subject,
        (await ingest.ask('PUT', `/admin/acknowledgements/${subject}`, ADMIN, { note: 'x' })).status,
      ]).toEqual([subject, 400]);
  });

  it.each([
    'closed.2017-12-25',
    'ended.search',
    'ended.feedback',
    'hole.2017-05-13.feedback',
    'rejected.2017-05-13',
    'alert.coverage_holes.2017-05-13',
    'alert.no_live_model.',
    'scores.2017-05-12.2017-05-13',
    'churn.none',
    'recommender.3.old',
    'job.0199a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1b',
  ])('are noted of what the console finds: %s', async (subject) => {
    const path = `/admin/acknowledgements/${subject}`;
    expect((await ingest.ask('PUT', path, ADMIN, { note: 'known' })).status).toBe(200);
    expect((await ingest.ask('DELETE', path, ADMIN)).status).toBe(200);
  });
});
