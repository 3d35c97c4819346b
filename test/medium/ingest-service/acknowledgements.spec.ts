import type { AcknowledgementsDto } from '../../../apps/ingest-service/src/acknowledgements/acknowledgements.dto.js';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { makeLogsFolder, removeLogsFolders } from './logs-folder.js';

const HOLE = '/admin/acknowledgements/hole.2017-05-13.play';

let ingest: IngestApp;

beforeAll(async () => {
  ingest = await startIngestApp(await makeLogsFolder({}));
});
afterAll(async () => {
  await ingest.close();
  await removeLogsFolders();
});

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

  it('need a note and a name', async () => {
    expect((await ingest.ask('PUT', HOLE, ADMIN, { note: '' })).status).toBe(400);
    expect((await ingest.ask('PUT', '/admin/acknowledgements/a%20b', ADMIN, { note: 'x' })).status).toBe(400);
  });
});
