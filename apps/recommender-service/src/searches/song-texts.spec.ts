import { firstByText, SongTexts, soughtBy } from './song-texts.js';
import type { Match } from './song-texts.js';

type Song = readonly [title: string | null, singer: string | null, events?: number];

/** Rows in their order, each with how it was found. */
async function found(songs: readonly Song[], search: string): Promise<[row: number, match: Match][]> {
  const sought = soughtBy(search);
  if (sought === null) return [];
  const texts = new SongTexts();
  for (const [title, singer] of songs) texts.add(title, singer);
  texts.close();
  const events = songs.map(([, , count = 1]) => count);
  const first = firstByText(await texts.findAll(sought), events, songs.length);
  return Array.from(first, (row) => [row, texts.match(row, sought)!]);
}

async function rows(songs: readonly Song[], search: string): Promise<number[]> {
  return (await found(songs, search)).map(([row]) => row);
}

describe('SongTexts', () => {
  const songs: Song[] = [
    ['七里香', '周杰伦', 50],
    ['晴天', '周杰伦', 90],
    ['周', '薛之谦', 1],
    ['周杰伦的歌', null, 3],
    [null, null, 9],
    ['100% Love_Song', 'Ｊａｙ Ｃｈｏｕ & 陈 奕迅', 5],
    ['Love', 'jay', 7],
    ['Song of Love', 'Somebody', 500],
    ['Déjà Vu', 'Beyoncé', 4],
    ['Straße nach Łódź', 'Михаил Чёрный', 2],
  ];

  it('finds Chinese names by one character and by more', async () => {
    expect(await rows(songs, '周')).toEqual([2, 3, 1, 0]);
    expect(await rows(songs, '杰伦')).toEqual([3, 1, 0]);
    expect(await rows(songs, '晴')).toEqual([1]);
  });

  it('finds title and singer in Chinese written without a blank, by pieces of two characters or more', async () => {
    expect(await found(songs, '周杰伦晴天')).toEqual([[1, 'pieces']]);
    expect(await found(songs, '七里香杰伦')).toEqual([[0, 'pieces']]);
    expect(await found(songs, '周杰伦晴')).toEqual([]);
    expect(await found(songs, '周杰伦天晴')).toEqual([]);
    // Where the words themselves are found, pieces of them are not looked for.
    const whole: Song = ['周杰伦晴天', null];
    expect(await found([...songs, whole], '周杰伦晴天')).toEqual([[songs.length, 'title']]);
  });

  it('finds names without regard to case, width, blanks and accents, and words of both names', async () => {
    expect(await rows(songs, 'JAY  chou')).toEqual([5]);
    expect(await rows(songs, 'ｌｏｖｅ')).toEqual([6, 7, 5]);
    expect(await found(songs, '周杰伦 晴天')).toEqual([[1, 'words']]);
    expect(await rows(songs, 'love jay')).toEqual([6, 5]);
    for (const search of ['deja', 'DÉJÀ VU', 'De\u0301ja\u0300', 'beyonce'])
      expect(await rows(songs, search)).toEqual([8]);
    for (const search of ['strasse', 'Lodz', 'черныи']) expect(await rows(songs, search)).toEqual([9]);
    // Marks of other scripts tell words apart, and Korean is made of parts.
    const others: Song[] = [
      ['가나', null],
      ['か', null],
    ];
    expect([await rows(others, '가'), await rows(others, 'が'), await rows(others, '\u1100')]).toEqual([
      [0],
      [],
      [],
    ]);
  });

  it.each(['%', '_', '100%', '%_', '\\', '.*', '^', '\u0001'])('takes %j as itself', async (search) => {
    const literal = songs.flatMap(([title, singer], row) =>
      `${title ?? ''} ${singer ?? ''}`.includes(search) ? [row] : [],
    );
    expect(await rows(songs, search)).toEqual(literal);
  });

  it('has nothing to search for in blanks, and finds nothing by the signs that it sets between', async () => {
    expect(soughtBy(' \t\n　')).toBeNull();
    expect(soughtBy('\u0301')).toBeNull();
    expect(await rows(songs, '七里香\t周杰伦')).toEqual([0]);
    expect(await rows(songs, 'Love\njay')).toEqual([6, 5]);
  });

  it('orders by how a song was found, then by events, then by row, over the ends of blocks too', async () => {
    const named: Song[] = [
      ['x love', null, 900],
      ['love', null, 1],
      ['nothing', 'love', 500],
      ['lovely', null, 2],
      ['lovely', null, 2],
      ['lovely', null, 8],
      ['y', 'lovers'],
      ['z', 'a lover'],
    ];
    expect(await found(named, 'love')).toEqual([
      [1, 'title'],
      [2, 'singer'],
      [5, 'title_prefix'],
      [3, 'title_prefix'],
      [4, 'title_prefix'],
      [6, 'singer_prefix'],
      [0, 'in_title'],
      [7, 'in_singer'],
    ]);
    const many = Array.from({ length: 9_000 }, (_, n): Song =>
      n % 4_095 === 0 ? ['Ａ', null] : ['b', null],
    );
    expect(await rows(many, 'a')).toEqual([0, 4_095, 8_190]);
  });
});
