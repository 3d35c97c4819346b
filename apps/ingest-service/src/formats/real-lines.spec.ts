import { parseDownloadLine } from './song-line.js';
import { parsePlayLine } from './play-line.js';
import { repairRules } from './repair.js';
import { scanLine } from './scanned-line.js';
import { parseSearchLine } from './search-line.js';
import { readSongText } from './song-text.js';

// Odd fields of the original logs; whole lines are loaded by the spec of the service. A middle dot stands for a blank, an arrow for a tab, as printed in the
// notebooks that showed them; the address in the garbage was masked there.
const raw = (shown: string): string => shown.replaceAll('·', ' ').replaceAll('→', '\t');

function play(shown: string): unknown {
  const line = scanLine(raw(shown));
  const event = parsePlayLine(line);
  if (typeof event === 'string') return event;
  return [
    event.userId,
    event.device,
    event.songId,
    event.songType,
    readSongText(line.bytes, event.titleStart, event.titleEnd),
    readSongText(line.bytes, event.singerStart, event.singerEnd),
    event.playSeconds,
    event.songSeconds,
    ...repairRules(event.repairs),
  ];
}

function download(shown: string): unknown {
  const line = scanLine(raw(shown));
  const event = parseDownloadLine(line);
  if (typeof event === 'string') return event;
  return [
    event.userId,
    event.device,
    event.songId,
    readSongText(line.bytes, event.titleStart, event.titleEnd),
    readSongText(line.bytes, event.singerStart, event.singerEnd),
    ...repairRules(event.repairs),
  ];
}

function search(shown: string): unknown {
  const event = parseSearchLine(scanLine(raw(shown)), null);
  if (typeof event === 'string') return event;
  return [event.userId, event.device, event.searchedAt, event.query, ...repairRules(event.repairs)];
}

describe('real play seconds', () => {
  it.each([
    ['71>=(203.0.113.7)TM', 242, 71, 'play_seconds_address'],
    ['43>}(203.0.113.7)TM', 242, 43, 'play_seconds_address'],
    ['0>}(203.0.113.7)TM', 0, 0, 'play_seconds_address'],
    ['241070', 242, 241, 'play_seconds_milliseconds'],
    ['258392', 258, 258, 'play_seconds_milliseconds'],
    ['229878', 230, 230, 'play_seconds_milliseconds'],
    ['235265', 235, 235, 'play_seconds_milliseconds'],
    ['39143', 228, null, 'play_seconds_absurd'],
    ['26030', 114, null, 'play_seconds_absurd'],
    ['86378', 326, null, 'play_seconds_absurd'],
    ['685000000', 0, null, 'play_seconds_absurd'],
    ['1.4934674e12', 240, null, 'play_seconds_decimal', 'play_seconds_absurd'],
    ['-0.1097109', 240, null, 'play_seconds_negative'],
    ['-2147483648', 240, null, 'play_seconds_negative'],
    ['-1.02e11', 240, null, 'play_seconds_negative'],
    ['1.46e-4', 240, 0, 'play_seconds_decimal'],
    ['nan', 240, null, 'play_seconds_unreadable'],
    ['', 240, null, 'play_seconds_unreadable'],
    ['236', 235, 236],
    ['8446', 0, 8446],
  ])('%s of a song of %s s', (playTime, length, seconds, ...rules) => {
    const event = play(`168549788→ip→295469→0→凡人歌→高胜美→${playTime}→${length}→0`);
    expect(event).toEqual([168549788, 2, 295469, 0, '凡人歌', '高胜美', seconds, length, ...rules]);
  });
});

describe('real song lengths', () => {
  it.each([
    ['-1', 'song_seconds_impossible'],
    ['-2147483648', 'song_seconds_impossible'],
    ['776363', 'song_seconds_impossible'],
    ['1340000000', 'song_seconds_impossible'],
    ['x', 'song_seconds_unreadable'],
  ])('%s', (songLength, rule) => {
    const event = play(`168549788→ip→295469→0→凡人歌→高胜美→16→${songLength}→0`);
    expect(event).toEqual([168549788, 2, 295469, 0, '凡人歌', '高胜美', 16, null, rule]);
  });
});

describe('real song and user ids', () => {
  it.each([['0'], ['-1'], ['18446744073709551615']])('song %s is unknown, the play counts', (songId) => {
    const event = play(`168549788→ip→${songId}→1→a→b→16→242→0`);
    expect(event).toEqual([168549788, 2, null, 1, 'a', 'b', 16, 242, 'song_id_unknown']);
  });

  it.each([
    ['', 'user_id_missing'],
    ['·', 'user_id_missing'],
    ['!...=]91=...', 'user_id_malformed'],
    ['-168549788', 'user_id_malformed'],
    ['1.5', 'user_id_malformed'],
    ['9223372036854775808', 'user_id_malformed'],
  ])('user %j', (userId, reason) => {
    expect(play(`${userId}→ip→295469→0→a→b→16→242→0`)).toBe(reason);
  });

  it('keeps 64-bit ids exact', () => {
    const event = play('9223372036854775807→ip→9007199254740993→0→a→b→16→242→0');
    expect(event).toEqual([9223372036854775807n, 2, 9007199254740993n, 0, 'a', 'b', 16, 242]);
  });

  it.each([['-2'], [''], ['abc'], ['18446744073709551614'], ['1e6']])('song %j is malformed', (songId) => {
    expect(play(`168549788→ip→${songId}→1→a→b→16→242→0`)).toBe('song_id_malformed');
  });
});

describe('titles', () => {
  it.each([
    ['渔圈&amp;C蓝', '渔圈&C蓝', 'html_entity'],
    ['It&apos;s Time', "It's Time", 'html_entity'],
    ['&lt; &#x4e2d;&#33; &gt;', '< 中! >', 'html_entity'],
    ['AC\\/DC', 'AC/DC', 'slash_escape'],
    ['one→two', 'one two', 'title_tab_joined'],
    ['one·→two→three', 'one two three', 'title_tab_joined'],
    ['nul\0here', 'nulhere', 'control_removed'],
    ['A&B; not an entity', 'A&B; not an entity'],
    ['back\\slash', 'back\\slash'],
  ])('%s', (title, text, ...rules) => {
    const event = play(`1→ip→2→0→${title}→singer→16→242→0`);
    expect(event).toEqual([1, 2, 2, 0, text, 'singer', 16, 242, ...rules]);
  });

  it('does not take a shifted row for a tab in a title', () => {
    expect(play('1→ip→2→0→title→singer→16→242→0→rest')).toBe('too_many_fields');
    expect(play('1→ip→2→薛之谦→title→more→singer→16→242→0')).toBe('too_many_fields');
  });

  it('trims only the separator blank, and only in the dialect that has one', () => {
    expect(play('1·→ip·→2·→0·→··a··→·b·→16·→242·→0')).toEqual([1, 2, 2, 0, '  a ', ' b', 16, 242]);
    expect(play('1→ip→2→0→·a·→b·→16→242→0')).toEqual([1, 2, 2, 0, ' a ', 'b ', 16, 242]);
  });

  it('knows the other devices, and keeps what is none as other', () => {
    expect(play('1→mc→2→0→a→b→16→242→0')).toEqual([1, 3, 2, 0, 'a', 'b', 16, 242]);
    expect(play('1→wp→2→0→a→b→16→242→0')).toEqual([1, 4, 2, 0, 'a', 'b', 16, 242]);
    expect(play('1→薛之谦→2→0→a→b→16→242→0')).toEqual([1, 0, 2, 0, 'a', 'b', 16, 242, 'device_unknown']);
  });
});

describe('real download lines', () => {
  it.each([
    ['167654366·→ip·→0·→·→·→0', [167654366, 2, null, null, null, 'song_id_unknown']],
    ['1→ip→2→a→b→c→0', [1, 2, 2, 'a b', 'c', 'title_tab_joined']],
    ['1→ip→2→a→b→0→x', 'too_many_fields'],
    ['1→ip→2', 'too_few_fields'],
    ['1→ip→2→a', 'broken_row'],
  ])('%s', (line, expected) => {
    expect(download(line)).toEqual(expected);
  });
});

const DAYS = { first: '2000-01-01', last: '2017-04-01' };

describe('real search lines', () => {
  it.each([
    [
      '1→ip→2017-03-01 23:59:59→100%25%20a%2Bb',
      [1, 2, { day: '2017-03-01', secondOfDay: 86399 }, '100% a+b', 'query_percent_decoded'],
    ],
    [
      '1→ip→2017-03-01 00:00:00→50%zz%e9%8',
      [
        1,
        2,
        { day: '2017-03-01', secondOfDay: 0 },
        '50%zz\ufffd%8',
        'text_bytes_replaced',
        'query_percent_decoded',
        'query_percent_malformed',
      ],
    ],
    ['1→ip→2017-02-30 00:00:00→a', [1, 2, null, 'a', 'time_stamp_unreadable']],
    ['1→ip→yesterday→a', [1, 2, null, 'a', 'time_stamp_unreadable']],
    [
      '1→ip→2017-03-01 00:00:00→%00a',
      [1, 2, { day: '2017-03-01', secondOfDay: 0 }, 'a', 'control_removed', 'query_percent_decoded'],
    ],
    ['1→ip→2017-03-01 00:00:00→', [1, 2, { day: '2017-03-01', secondOfDay: 0 }, '']],
    ['1→ip→2017-03-01 00:00:00→a→b', 'too_many_fields'],
    ['1→ip', 'too_few_fields'],
  ])('%s', (line, expected) => {
    expect(search(line)).toEqual(expected);
  });

  it('rejects a line whose day nothing tells', () => {
    expect(parseSearchLine(scanLine('1\tip\tyesterday\ta'), DAYS)).toBe('day_unknown');
  });

  it.each(['2017-04-02', '9999-12-31', '1999-12-31'])(
    'rejects a line of %s, a day that is not believed',
    (day) => {
      const line = scanLine(`1\tip\t${day} 00:00:00\ta`);
      expect(parseSearchLine(line, DAYS)).toBe('day_implausible');
      expect(parseSearchLine(line, null)).toMatchObject({ searchedAt: { day } });
    },
  );
});
