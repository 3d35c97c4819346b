import { isArchiveName } from './send-archive.js';

describe('the name of an archive', () => {
  it.each([
    ['20170513_1_play.log.tar.gz', true],
    ['20170513_down.log', true],
    ['1_2_search.log.gz', true],
    ['play_ds.csv', true],
    ['notes.txt', false],
    ['20170513_1_play.log.zip', false],
    ['1_2_play.log', false],
  ])('%s: %s', (name, isOne) => expect(isArchiveName(name)).toBe(isOne));
});
