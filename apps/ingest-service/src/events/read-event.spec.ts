import fc from 'fast-check';
import { repairRules } from '../formats/repair.js';
import { DEFAULT_DAY_LIMITS } from '../formats/plausible-day.js';
import { readSongText } from '../formats/song-text.js';
import { readEvent, readEvents } from './read-event.js';

const NOW = Date.parse('2017-05-14T00:00:00Z');
const PLAY = {
  eventId: 'e1',
  kind: 'play',
  happenedAt: '2017-05-13T20:15:00+08:00',
  userId: '168550892',
  device: 'ar',
  songId: '15249349',
  title: '刚好遇见你',
  singer: '李玉刚',
  playSeconds: 200,
  songSeconds: 202,
};

function reasonOf(changes: object): string | null {
  const event = readEvent({ ...PLAY, ...changes }, NOW, DEFAULT_DAY_LIMITS);
  return 'reason' in event ? event.reason : null;
}

function repairsOf(changes: object): string[] {
  const event = readEvent({ ...PLAY, ...changes }, NOW, DEFAULT_DAY_LIMITS);
  return 'reason' in event ? [event.reason] : repairRules(event.repairs);
}

describe('readEvent', () => {
  it('reads a play as the line of a log would be read', () => {
    expect(readEvent(PLAY, NOW, DEFAULT_DAY_LIMITS)).toMatchObject({
      kind: 'play',
      posted: { day: '2017-05-13', time: '20:15:00', recommendationId: null },
      event: {
        userId: 168550892,
        device: 1,
        songId: 15249349,
        songType: null,
        playSeconds: 200,
        songSeconds: 202,
      },
      repairs: 0,
    });
  });

  it('follows the rules of the archives', () => {
    expect(repairsOf({ playSeconds: 201_700 })).toEqual(['play_seconds_milliseconds']);
    expect(repairsOf({ playSeconds: '111>=(203.0.113.7)TM' })).toEqual(['play_seconds_address']);
    expect(repairsOf({ playSeconds: -3 })).toEqual(['play_seconds_negative']);
    expect(repairsOf({ songId: '18446744073709551615' })).toEqual(['song_id_unknown']);
    expect(repairsOf({ title: 'Tom &amp; Jerry' })).toEqual(['html_entity']);
    expect(repairsOf({ device: 'toaster' })).toEqual(['device_unknown']);
  });

  it('counts no repair for what was not sent', () => {
    const { eventId, kind, happenedAt, userId } = PLAY;
    const event = readEvent({ eventId, kind, happenedAt, userId }, NOW, DEFAULT_DAY_LIMITS);
    expect(event).toMatchObject({
      repairs: 0,
      event: { songId: null, device: 0, playSeconds: null, songSeconds: 0 },
    });
  });

  it('takes a title with tabs and line breaks as one title', () => {
    const event = readEvent({ ...PLAY, title: 'a\tb\r\nc', singer: 'x\ty' }, NOW, DEFAULT_DAY_LIMITS);
    if ('reason' in event || event.kind !== 'play') throw new Error('no play');
    const { titleStart, titleEnd, singerStart, singerEnd } = event.event;
    expect(readSongText(event.line.bytes, titleStart, titleEnd)).toBe('a b c');
    expect(readSongText(event.line.bytes, singerStart, singerEnd)).toBe('x y');
  });

  it('keeps a query as it was sent', () => {
    const { eventId, happenedAt, userId } = PLAY;
    for (const query of ['100%25 +1', 'mc', '郭德纲', '']) {
      const event = readEvent(
        { eventId, kind: 'search', happenedAt, userId, query },
        NOW,
        DEFAULT_DAY_LIMITS,
      );
      expect(event).toMatchObject({ event: { query } });
    }
  });

  it.each([
    [{ eventId: '' }, 'event_id_malformed'],
    [{ eventId: 7 }, 'event_id_malformed'],
    [{ eventId: 'x'.repeat(101) }, 'event_id_malformed'],
    [{ eventId: 'a\0' }, 'event_id_malformed'],
    [{ kind: 'down' }, 'kind_unknown'],
    [{ happenedAt: '2017-02-29T00:00:00' }, 'happened_at_unreadable'],
    [{ happenedAt: 1494648900 }, 'happened_at_unreadable'],
    [{ happenedAt: '2017-05-15T00:00:01Z' }, 'happened_in_future'],
    [{ happenedAt: '1969-12-31T23:59:59' }, 'day_implausible'],
    [{ happenedAt: '1999-12-31T23:59:59' }, null],
    [{ query: 'x' }, 'member_unknown'],
    [{ song_id: 1 }, 'member_unknown'],
    [{ title: 5 }, 'member_malformed'],
    [{ title: 'x'.repeat(1001) }, 'member_malformed'],
    [{ userId: 1e21 }, 'member_malformed'],
    [{ userId: '' }, 'user_id_missing'],
    [{ userId: '-1' }, 'user_id_malformed'],
    [{ songId: 'x' }, 'song_id_malformed'],
  ])('rejects %j', (changes, reason) => {
    expect(reasonOf(changes)).toBe(reason);
  });

  it('answers an event or a reason to anything', () => {
    fc.assert(
      fc.property(fc.anything(), fc.record({ ...anyMembers() }, { requiredKeys: [] }), (value, members) => {
        for (const sent of [value, { ...PLAY, ...members }]) {
          const event = readEvent(sent, NOW, DEFAULT_DAY_LIMITS);
          expect('reason' in event ? typeof event.reason : event.kind).toEqual(expect.any(String));
        }
      }),
    );
  });
});

describe('readEvents', () => {
  it('lets others have their turn within a batch, and keeps its order', async () => {
    let turns = 0;
    let next = setImmediate(function count() {
      turns++;
      next = setImmediate(count);
    });
    const batch = Array.from({ length: 2_001 }, (_, at) => ({ ...PLAY, eventId: `event ${at}` }));
    const read = await readEvents(batch, NOW, DEFAULT_DAY_LIMITS, 'numeric');
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(4);
    expect(read.map((event) => ('reason' in event ? event.reason : event.posted.eventId))).toEqual(
      batch.map(({ eventId }) => eventId),
    );
  });
});

function anyMembers(): Record<string, fc.Arbitrary<unknown>> {
  const any = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.anything());
  const kind = fc.constantFrom('play', 'download', 'search');
  return Object.fromEntries([...Object.keys(PLAY).map((name) => [name, any] as const), ['kind', kind]]);
}
