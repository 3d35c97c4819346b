import { REJECTION_REASONS } from '../../../apps/ingest-service/src/formats/rejection.js';
import { REPAIR_RULES } from '../../../apps/ingest-service/src/formats/repair.js';
import type { QualityDto } from '../../../apps/ingest-service/src/coverage/quality.dto.js';
import { READ, useIngestApp } from './ingest-app.js';
import { download, play, search } from './logs-folder.js';

const ingest = useIngestApp({
  // User 0 is excluded, and counts as lines and events here.
  '20170401_1_play.log': play(1, 1, 200) + play(2, 1, 50).repeat(3) + play(0, 1, 9) + '290416\n',
  '20170401_1_down.log': download(1, 1),
  '20170402_1_play.log': play(2, 0, 100) + play(2, 1, 'x'),
  '20170402_1_search.log': search(3, '2017-04-02 10:00:00', '%e9%83%ad') + '\n',
});

describe('data quality', () => {
  it('is empty before anything is loaded', async () => {
    const { status, body } = await ingest.ask<QualityDto>('GET', '/ingest/quality', READ);
    expect([status, body]).toEqual([200, { from: null, to: null, synthetic: false, days: [], meanings: {} }]);
  });

  it('counts lines, events, rejections and repairs by day', async () => {
    await ingest.runJob('/admin/ingest/archives', { path: '.' });
    const { body } = await ingest.ask<QualityDto>('GET', '/ingest/quality', READ);
    expect(body).toEqual({
      from: '2017-04-01',
      to: '2017-04-02',
      synthetic: false,
      days: [
        {
          day: '2017-04-01',
          lines: 7,
          events: { play: 5, download: 1, search: 0, feedback: 0 },
          rejected: { count_line: 1 },
          leftOut: 0,
          repaired: {},
        },
        {
          day: '2017-04-02',
          lines: 4,
          events: { play: 2, download: 0, search: 1, feedback: 0 },
          rejected: { empty_line: 1 },
          leftOut: 0,
          repaired: { song_id_unknown: 1, play_seconds_unreadable: 1, query_percent_decoded: 1 },
        },
      ],
      meanings: {
        count_line: REJECTION_REASONS.count_line,
        empty_line: REJECTION_REASONS.empty_line,
        song_id_unknown: REPAIR_RULES.song_id_unknown,
        play_seconds_unreadable: REPAIR_RULES.play_seconds_unreadable,
        query_percent_decoded: REPAIR_RULES.query_percent_decoded,
      },
    });
  });

  it('can be asked for some days', async () => {
    const { body } = await ingest.ask<QualityDto>('GET', '/ingest/quality?to=2017-04-01', READ);
    expect(body.days.map(({ day }) => day)).toEqual(['2017-04-01']);
  });
});
