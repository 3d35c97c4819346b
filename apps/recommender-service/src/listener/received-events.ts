import type { HistoryEvent } from './listener.js';

/** What a user may say of a song. A word is taken back, or said otherwise, by a later one of its kind. */
export type Word = 'like' | 'unlike' | 'dislike' | 'undislike' | 'add' | 'unadd';

/** An event of a song as it was received, in the order in which `recommender.news` has its columns. */
export type ReceivedEvent = readonly [
  songId: string,
  kind: 'play' | 'download' | 'skip' | Word,
  /** Share of the song that a play heard, from 0 to 1. */
  share: number,
  day: string,
  /** Milliseconds. */
  receivedAt: number,
  /** The last word of the same kind that was received before all of these; null: none, or the event is no word. */
  before: Word | null,
];

/**
 * What a listener has done since a training. Of the words of a song and kind one event is left where the last
 * one says something else than the last one that the training knew: a like or add, or one of share -1 that
 * takes it back.
 * @param received in the order in which they happened
 * @param since milliseconds; the training has learned from what was received earlier
 */
export function eventsSince(received: readonly ReceivedEvent[], since: number): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const words = new Map<
    string,
    { songId: string; kind: 'like' | 'add'; day: string; trained: number; now: number }
  >();
  for (const [songId, kind, share, day, receivedAt, before] of received) {
    if (kind === 'play' || kind === 'download' || kind === 'skip') {
      if (receivedAt >= since) events.push({ songId, kind, share, day });
      continue;
    }
    const what = kind.endsWith('add') ? 'add' : 'like';
    const key = `${what} ${songId}`;
    const word = words.get(key) ?? {
      songId,
      kind: what,
      day,
      trained: worthOf(before),
      now: worthOf(before),
    };
    words.set(key, word);
    word.now = worthOf(kind);
    word.day = day;
    if (receivedAt < since) word.trained = word.now;
  }
  for (const { songId, kind, day, trained, now } of words.values())
    if (now !== trained) events.push({ songId, kind, share: now - trained, day });
  return events;
}

function worthOf(word: Word | null): number {
  return word === 'like' || word === 'add' ? 1 : 0;
}
