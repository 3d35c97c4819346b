import { within } from '../waiting/within.js';
import { reasonOf } from './database-trouble.js';

export interface AnswerTimes {
  /** How long callers wait at most. */
  readonly waitMs: number;
  /** How long an answer counts as new. */
  readonly keepMs?: number;
}

/**
 * One question to the database for all who ask at the same time: while the database hangs, each of their own
 * would take a connection of the pool. Never rejects.
 */
export class SharedQuestion<Answer> {
  private answered: { readonly at: number; readonly answer: Answer } | null = null;
  private asking: Promise<Answer | null> | null = null;
  private failing = false;

  /** @param onFailure called at the first of several failures in a row */
  constructor(
    private readonly ask: () => Promise<Answer>,
    private readonly times: AnswerTimes,
    private readonly onFailure: (reason: string) => void = () => undefined,
  ) {}

  /** The newest answer, or null when there is none in time. The next call waits for a late question again. */
  async get(): Promise<Answer | null> {
    const { waitMs, keepMs = 0 } = this.times;
    if (this.answered !== null && performance.now() - this.answered.at < keepMs) return this.answered.answer;
    this.asking ??= this.question().finally(() => (this.asking = null));
    const asked = await within(waitMs, this.asking);
    return asked === null ? this.fail('it takes too long') : asked.value;
  }

  private async question(): Promise<Answer | null> {
    try {
      const answer = await this.ask();
      this.answered = { at: performance.now(), answer };
      this.failing = false;
      return answer;
    } catch (error) {
      return this.fail(reasonOf(error));
    }
  }

  private fail(reason: string): null {
    if (!this.failing) this.onFailure(reason);
    this.failing = true;
    return null;
  }
}
