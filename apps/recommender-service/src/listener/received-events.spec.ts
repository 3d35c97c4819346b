import { eventsSince } from './received-events.js';
import type { ReceivedEvent, Word } from './received-events.js';

const DAY = '2017-05-13';
/** When the training has read. */
const SINCE = 1000;

const said = (word: Word, before: Word | null = null, receivedAt = SINCE): ReceivedEvent => [
  '7',
  word,
  0,
  DAY,
  receivedAt,
  before,
];
const word = (kind: 'like' | 'add', share: number): object => ({ songId: '7', kind, share, day: DAY });

it('has plays, downloads and skips one by one, without those that the training knew', () => {
  const received: ReceivedEvent[] = [
    ['7', 'play', 0.5, DAY, SINCE - 1, null],
    ['7', 'play', 0.25, DAY, SINCE, null],
    ['7', 'play', 0.25, DAY, SINCE, null],
    ['8', 'skip', 0, DAY, SINCE + 1, null],
  ];
  expect(eventsSince(received, SINCE)).toEqual([
    { songId: '7', kind: 'play', share: 0.25, day: DAY },
    { songId: '7', kind: 'play', share: 0.25, day: DAY },
    { songId: '8', kind: 'skip', share: 0, day: DAY },
  ]);
});

it.each<[string, ReceivedEvent[], object[]]>([
  ['a like', [said('like')], [word('like', 1)]],
  ['a like said twice', [said('like'), said('like')], [word('like', 1)]],
  ['a like taken back', [said('like'), said('unlike')], []],
  ['a like said, taken back and said', [said('like'), said('unlike'), said('like')], [word('like', 1)]],
  ['a like that the training knew', [said('like', 'like')], []],
  ['a like taken back that the training knew', [said('unlike', 'like')], [word('like', -1)]],
  ['a dislike after a like that the training knew', [said('dislike', 'like')], [word('like', -1)]],
  ['a dislike taken back', [said('dislike'), said('undislike')], []],
  ['a like and an add', [said('like'), said('add')], [word('like', 1), word('add', 1)]],
  ['an add taken back', [said('unadd', 'add'), said('like', null)], [word('add', -1), word('like', 1)]],
  [
    'a word that this training knew, though another one does not',
    [said('like', null, SINCE - 1), said('unlike')],
    [word('like', -1)],
  ],
])('counts the last word: %s', (_, received, expected) => {
  expect(eventsSince(received, SINCE)).toEqual(expected);
});
