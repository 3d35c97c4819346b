import { inTime } from '../database/in-time.js';

const KEEP_MS = 5_000;
const WAIT_MS = 2_000;

/** An answer that is kept for five seconds and waited for two at most; one question at a time. Never rejects. */
export class RememberedAnswer<Answer> {
  private answered: { readonly at: number; readonly answer: Answer } | null = null;
  private asking: Promise<Answer | null> | null = null;
  private failing = false;

  /** @param onFailure hears the first failure of a row */
  constructor(
    private readonly ask: () => Promise<Answer>,
    private readonly onFailure: (reason: string) => void,
  ) {}

  /** The newest answer, or null when there is none in time. A question that is late is waited for again by the next call. */
  async get(): Promise<Answer | null> {
    if (this.answered !== null && performance.now() - this.answered.at < KEEP_MS) return this.answered.answer;
    this.asking ??= this.question().finally(() => (this.asking = null));
    return await inTime(this.asking, WAIT_MS, () => {
      this.fail('it takes too long');
      return null;
    });
  }

  private async question(): Promise<Answer | null> {
    try {
      const answer = await this.ask();
      this.answered = { at: performance.now(), answer };
      this.failing = false;
      return answer;
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  private fail(reason: string): void {
    if (!this.failing) this.onFailure(reason);
    this.failing = true;
  }
}
