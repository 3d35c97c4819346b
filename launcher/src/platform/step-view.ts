import { percent, stepLine } from '../preparation/progress-line.js';
import type { Progress } from '../preparation/platform-client.js';
import { CLEAR_LINE, say } from './say.js';

/**
 * Shows a step of the start: how far it is, on a line of the terminal that is rewritten in place, elsewhere (a
 * log file, a pipe) on one line at every further quarter; and one line at its end.
 */
export class StepView {
  private readonly startedAt = Date.now();
  private quarter = 0;

  /** @param text what the step does, and once it is known what it did */
  constructor(private text: string) {}

  title(text: string): void {
    this.text = text;
  }

  readonly progress = (progress: Progress): void => {
    const { columns } = process.stdout;
    const fraction = progress.fraction ?? 0;
    const line = `  ${this.text}: ${percent(fraction)}, ${stepLine(progress)}`;
    if (CLEAR_LINE !== '' && columns > 0) {
      process.stdout.write(CLEAR_LINE + line.slice(0, columns - 1));
      return;
    }
    const quarter = Math.floor(fraction * 4);
    if (quarter <= this.quarter || quarter === 4) return;
    this.quarter = quarter;
    say(line);
  };

  done(): void {
    say(`- ${this.text} (${((Date.now() - this.startedAt) / 1000).toFixed(1)} s)`);
  }
}
