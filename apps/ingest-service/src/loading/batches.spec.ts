import { readArchiveName } from '../formats/archive-name.js';
import type { ArchiveName } from '../formats/archive-name.js';
import { batchesOf, batchesWithin } from './batches.js';

const file = (
  name: string,
  byteCount: number,
  head: string | null = null,
): { archive: ArchiveName; byteCount: number; place: string; head: string | null } => ({
  archive: readArchiveName(name) as ArchiveName,
  place: name,
  byteCount,
  head,
});
const names = (files: { archive: ArchiveName }[][]): string[][] =>
  files.map((batch) => batch.map(({ archive }) => archive.name));

describe('batchesOf', () => {
  const small = [
    file('20170401_1_play.log', 4),
    file('20170401_2_play.log', 4),
    file('20170402_1_play.log', 3),
  ];

  it('puts small days together and never cuts a day', () => {
    expect(names(batchesOf(small, 11))).toEqual([
      ['20170401_1_play.log', '20170401_2_play.log', '20170402_1_play.log'],
    ]);
    const apart = [['20170401_1_play.log', '20170401_2_play.log'], ['20170402_1_play.log']];
    expect(names(batchesOf(small, 10))).toEqual(apart);
    expect(names(batchesOf(small, 0))).toEqual(apart);
  });

  it('puts small files without a day together, but not with days or with a file of the same beginning', () => {
    const day = file('20170402_1_play.log', 3);
    const files = ['a', 'b', 'a', null, null, 'a'].map((head, at) => file(`1_${at}_search.log`, 4, head));
    expect(names(batchesOf([day, ...files], 8))).toEqual([
      ['20170402_1_play.log'],
      ['1_0_search.log', '1_1_search.log'],
      ['1_3_search.log', '1_4_search.log'],
      ['1_2_search.log'],
      ['1_5_search.log'],
    ]);
    expect(names(batchesOf([files[0]!, files[1]!], 0))).toEqual([['1_0_search.log'], ['1_1_search.log']]);
  });

  it('makes no batch of nothing', () => {
    expect(batchesOf([], 10)).toEqual([]);
  });
});

it('batchesWithin cuts by number and by bytes; a larger item is alone', () => {
  const sizes = (most: { count: number; bytes: number }, ...bytes: number[]): number[][] =>
    batchesWithin(
      bytes.map((byteCount) => ({ byteCount })),
      most,
    ).map((batch) => batch.map(({ byteCount }) => byteCount));
  expect(sizes({ count: 9, bytes: 20 })).toEqual([]);
  expect(sizes({ count: 9, bytes: 20 }, 10, 10, 1, 80, 5)).toEqual([[10, 10], [1], [80], [5]]);
  expect(sizes({ count: 2, bytes: 20 }, 1, 1, 1, 1, 1)).toEqual([[1, 1], [1, 1], [1]]);
});
