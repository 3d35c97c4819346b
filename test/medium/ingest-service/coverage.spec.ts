import type { CoverageDto } from '../../../apps/ingest-service/src/coverage/coverage.dto.js';
import { READ, useIngestApp } from './ingest-app.js';
import { download, play, search } from './logs-folder.js';

const ingest = useIngestApp({
  '20170401_1_play.log': play(1, 1, 100),
  '20170401_2_play.log': play(2, 1, 100),
  '20170402_1_play.log': play(1, 2, 100),
  '20170403_1_play.log': play(1, 3, 100),
  '20170403_2_play.log': play(2, 3, 100),
  '20170403_1_down.log': '',
  '20170401_1_down.log': download(1, 1),
  '1_1_search.log': search(1, '2017-04-01 10:00:00', 'mc') + search(1, '2017-04-03 10:00:00', 'mc'),
});

describe('coverage', () => {
  it('is empty before anything is loaded', async () => {
    const { status, body } = await ingest.ask<CoverageDto>('GET', '/ingest/coverage', READ);
    expect([status, body]).toEqual([
      200,
      {
        ...{ from: null, to: null, synthetic: false, firstDay: null, lastDay: null },
        late: { settlingHours: 6, events: 0, hoursOf99: null, days: [] },
        ...{ holes: 0, days: [] },
      },
    ]);
  });

  it('tells of each day and kind what is there and what is not', async () => {
    expect(await ingest.runJob('/admin/ingest/archives', { path: '.' })).toMatchObject({
      state: 'succeeded',
    });
    const { body } = await ingest.ask<CoverageDto>('GET', '/ingest/coverage', READ);
    expect(body).toMatchObject({
      from: '2017-04-01',
      to: '2017-04-03',
      firstDay: '2017-04-01',
      lastDay: '2017-04-03',
    });
    expect(body.days.map(({ day, kind, state, reason }) => `${day} ${kind} ${state}: ${reason}`)).toEqual([
      '2017-04-01 play whole: null',
      '2017-04-01 download whole: null',
      '2017-04-01 search whole: null',
      '2017-04-02 play hole: part 2 missing',
      '2017-04-02 download hole: part 1 missing',
      '2017-04-02 search hole: part 1 missing',
      '2017-04-03 play whole: null',
      '2017-04-03 download hole: part 1 refused (empty)',
      '2017-04-03 search whole: null',
    ]);
    expect(body.holes).toBe(4);
    expect(body.days[3]!.parts).toEqual([
      {
        part: 1,
        state: 'loaded',
        reason: null,
        byteCount: expect.any(Number) as number,
        lines: 1,
        usualLines: 1,
      },
      { part: 2, state: 'missing', reason: null, byteCount: null, lines: 0, usualLines: 1 },
    ]);
  });

  it('can be asked for some days', async () => {
    const { body } = await ingest.ask<CoverageDto>(
      'GET',
      '/ingest/coverage?from=2017-04-02&to=2017-04-02',
      READ,
    );
    expect(body.days.map(({ day, kind }) => `${day} ${kind}`)).toEqual([
      '2017-04-02 play',
      '2017-04-02 download',
      '2017-04-02 search',
    ]);
  });
});
