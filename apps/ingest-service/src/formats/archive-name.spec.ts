import fc from 'fast-check';
import { readArchiveName } from './archive-name.js';

describe('readArchiveName', () => {
  it.each([
    ['20170401_3_play.log.tar.gz', '20170401_3_play.log', 'play', '2017-04-01', 3, true],
    ['20170330_1_down.log.tar.gz', '20170330_1_down.log', 'download', '2017-03-30', 1, true],
    ['20170512_2_search.log.tar.gz', '20170512_2_search.log', 'search', '2017-05-12', 2, true],
    ['20170301_play.log.gz', '20170301_play.log', 'play', '2017-03-01', null, true],
    ['20170422_007_play.log', '20170422_7_play.log', 'play', '2017-04-22', 7, false],
    ['19991231_1_play.log', '19991231_1_play.log', 'play', '1999-12-31', 1, false],
    ['1_1_search.log.tar.gz', '1_1_search.log', 'search', null, 1, true],
    ['1_4_search.log', '1_4_search.log', 'search', null, 1, false],
    ['01_004_search.log.gz', '1_4_search.log', 'search', null, 1, true],
  ])('reads %s', (name, identity, kind, day, part, promisesGzip) => {
    expect(readArchiveName(name)).toEqual({ name, identity, kind, format: 'log', day, part, promisesGzip });
  });

  it.each([
    ['play_ds.csv', 'play_ds.csv', 'play', false],
    ['down_ds.csv.gz', 'down_ds.csv', 'download', true],
    ['search_ds.csv.tar.gz', 'search_ds.csv', 'search', true],
  ])('reads %s', (name, identity, kind, promisesGzip) => {
    const csv = { format: 'csv', day: null, part: null };
    expect(readArchiveName(name)).toEqual({ name, identity, kind, promisesGzip, ...csv });
  });

  it.each([
    ['3_1.uids.gz', 'not_a_log_name'],
    ['20170330_3.uids.tar.gz', 'not_a_log_name'],
    ['list.html', 'not_a_log_name'],
    ['20170401_3_play.log.zip', 'not_a_log_name'],
    ['20170401_3_plays.log', 'not_a_log_name'],
    ['x20170401_3_play.log', 'not_a_log_name'],
    ['20170401_3_play.log\n', 'not_a_log_name'],
    ['20170339_1_play.log.tar.gz', 'impossible_date'],
    ['20170229_1_down.log', 'impossible_date'],
    ['20171301_1_down.log', 'impossible_date'],
    ['00000101_1_down.log', 'impossible_date'],
    ['1_1_play.log.tar.gz', 'date_missing'],
    ['1_2_down.log', 'date_missing'],
  ])('refuses %s as %s', (name, reason) => {
    expect(readArchiveName(name)).toBe(reason);
  });

  it('reads back every name written from a day, a part and a kind', () => {
    const days = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 0, max: 9999 }),
        fc.constantFrom('play', 'down', 'search'),
        (date, part, word) => {
          const day = date.toISOString().slice(0, 10);
          const read = readArchiveName(`${day.replaceAll('-', '')}_${part}_${word}.log.tar.gz`);
          expect(read).toMatchObject({ day, part, kind: word === 'down' ? 'download' : word });
        },
      ),
    );
  });

  it('answers any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(['string', 'object']).toContain(typeof readArchiveName(name));
      }),
    );
  });
});
