import { setImmediate } from 'node:timers/promises';

interface Round<About, Answer> {
  readonly about: About;
  readonly keys: Set<string>;
  readonly answer: Promise<Answer>;
}

/**
 * Questions that come in one turn of the event loop are read by one statement. The reading begins after each of them was asked, so
 * every answer has seen what was committed before its question.
 */
export class Rounds<About, Answer> {
  private open: Round<About, Answer> | null = null;

  /** @param read reads once what is known of all keys */
  constructor(private readonly read: (about: About, keys: readonly string[]) => Promise<Answer>) {}

  /** The answer may be about further keys. Questions about something else go to a round of their own. */
  ask(about: About, keys: readonly string[]): Promise<Answer> {
    if (this.open?.about !== about) this.open = this.begin(about);
    const round = this.open;
    for (const key of keys) round.keys.add(key);
    return round.answer;
  }

  private begin(about: About): Round<About, Answer> {
    const keys = new Set<string>();
    const round: Round<About, Answer> = {
      about,
      keys,
      answer: setImmediate().then(() => {
        if (this.open === round) this.open = null;
        return this.read(about, [...keys]);
      }),
    };
    return round;
  }
}
