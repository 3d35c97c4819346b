import { setImmediate } from 'node:timers/promises';

interface Question<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

interface Round<About, Answer> {
  readonly about: About;
  readonly keys: Set<string>;
  readonly questions: Question<Answer>[];
}

/** Questions that get their answer in one turn of the event loop. */
const TOGETHER = 8;

/**
 * Questions that come in one turn of the event loop are read by one statement. The reading begins after each
 * of them was asked, so every answer has seen what was committed before its question.
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
    return new Promise((resolve, reject) => round.questions.push({ resolve, reject }));
  }

  private begin(about: About): Round<About, Answer> {
    const round: Round<About, Answer> = { about, keys: new Set(), questions: [] };
    void this.answer(round);
    return round;
  }

  /**
   * Of many questions some have to wait a little longer: what came in meanwhile is asked first, so that
   * PostgreSQL works on it while these are answered, and neither waits for the other.
   */
  private async answer(round: Round<About, Answer>): Promise<void> {
    await setImmediate();
    if (this.open === round) this.open = null;
    const { about, keys, questions } = round;
    try {
      const answer = await this.read(about, [...keys]);
      for (let first = 0; first < questions.length; first += TOGETHER) {
        if (first > 0) await afterNextQuestions();
        for (const { resolve } of questions.slice(first, first + TOGETHER)) resolve(answer);
      }
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
  }
}

/** Those that come in the next turn are read at its end. */
async function afterNextQuestions(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
