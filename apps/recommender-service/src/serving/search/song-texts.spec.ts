import fc from 'fast-check';
import { comparePlaces, FirstPlaces, MATCHES, SongTexts, soughtBy } from './song-texts.js';
import type { Place } from './song-texts.js';

type Song = readonly [title: string | null, singer: string | null, events?: number];

function textsOf(songs: readonly Song[]): SongTexts {
  const texts = new SongTexts();
  songs.forEach(([title, singer, events = 1], id) => texts.add(String(id), title, singer, events));
  texts.close();
  return texts;
}

function found(songs: readonly Song[], search: string): Place[] {
  const sought = soughtBy(search);
  if (sought === null) return [];
  return [...textsOf(songs).find(sought)].flat().sort(comparePlaces);
}

const ids = (places: readonly Place[]): number[] => places.map(({ songId }) => Number(songId));

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
  ];

  it('finds Chinese names by one character and by more', () => {
    expect(ids(found(songs, '周'))).toEqual([2, 3, 1, 0]);
    expect(ids(found(songs, '杰伦'))).toEqual([3, 1, 0]);
    expect(ids(found(songs, '晴'))).toEqual([1]);
  });

  it('finds names without regard to case, width and blanks, and words of title and singer together', () => {
    expect(ids(found(songs, 'JAY  chou'))).toEqual([5]);
    expect(ids(found(songs, 'ｌｏｖｅ'))).toEqual([6, 7, 5]);
    expect(ids(found(songs, '周杰伦 晴天'))).toEqual([1]);
    expect(ids(found(songs, 'love jay'))).toEqual([6, 5]);
  });

  it.each(['%', '_', '100%', '%_', '\\', '.*', '^', '\u0001'])('takes %j as itself', (search) => {
    const literal = songs.flatMap(([title, singer], id) =>
      `${title ?? ''} ${singer ?? ''}`.includes(search) ? [id] : [],
    );
    expect(ids(found(songs, search))).toEqual(literal);
  });

  it('has nothing to search for in blanks, and finds nothing by the signs that it sets between', () => {
    expect(soughtBy(' \t\n　')).toBeNull();
    expect(found(songs, '七里香\t周杰伦')).toHaveLength(1);
    expect(found(songs, '七里香周杰伦')).toHaveLength(0);
  });

  it('orders by how a song was found, then by events, then by id', () => {
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
    const places = found(named, 'love');
    expect(ids(places)).toEqual([1, 2, 5, 3, 4, 6, 0, 7]);
    expect(places.map(({ match }) => MATCHES[match])).toEqual([
      'title',
      'singer',
      ...['title begins', 'title begins', 'title begins'],
      'singer begins',
      'in title',
      'in singer',
    ]);
  });

  const name = fc.option(fc.string({ unit: fc.constantFrom('a', 'b', '周', '杰', ' ', '%'), maxLength: 5 }));

  it('finds what looking at every song by itself finds, over the ends of blocks too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '周', ' '), minLength: 1, maxLength: 3 }),
        (few, search) => {
          const many = Array.from({ length: 4_100 }, (_, n) => few[n % few.length]!);
          const words = search.trim().split(/ +/).filter(Boolean);
          if (words.length === 0) return;
          const folded = (text: string | null) => (text ?? '').replaceAll(/ +/g, ' ').trim();
          const expected = many.flatMap(([title, singer], id) =>
            words.every((word) => folded(title).includes(word) || folded(singer).includes(word)) ? [id] : [],
          );
          expect(ids(found(many, search)).sort((a, b) => a - b)).toEqual(expected);
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });
});

describe('FirstPlaces', () => {
  it('gives the same page by page as all at once, whatever the order it is given', () => {
    const place = fc.record({
      match: fc.nat(3),
      events: fc.nat(3),
      songId: fc.bigInt({ min: 0n, max: 1_000n }),
    });
    const places = fc.uniqueArray(place, { selector: ({ songId }) => songId, maxLength: 40 });
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 7 }), (all, limit) => {
        const shown: Place[] = [];
        for (;;) {
          const first = new FirstPlaces(limit, shown.at(-1) ?? null);
          for (const each of all) first.add(each);
          expect(first.count).toBe(all.length);
          if (first.places.length === 0) break;
          shown.push(...first.places);
        }
        expect(shown).toEqual([...all].sort(comparePlaces));
      }),
      { seed: 8 },
    );
  });
});
