import { bar, percent, stepLine } from '../preparation/progress-line.js';
import type { Progress } from '../preparation/platform-client.js';
import { say } from './say.js';

/** What a task of listr2 shows. */
interface TaskLines {
  title: string;
  output: string;
}

/** How a step of the start shows what it does and how it went. */
export interface StepView {
  title: (text: string) => void;
  progress: (progress: Progress) => void;
  /** News that is no progress, such as a service that is started again. */
  say: (line: string) => void;
  done: () => void;
}

/** On a terminal: a line with a bar below the step, rewritten in place. */
export function viewOfTask(task: TaskLines): StepView {
  return {
    title: (text) => (task.title = text),
    progress: (progress) => {
      const line = stepLine(progress);
      task.output = progress.fraction === null ? line : `${bar(progress.fraction)}  ${line}`;
    },
    say: (line) => {
      task.output = line;
      // Printed when all steps are done: while they run, the terminal shows them alone.
      say(line);
    },
    done: () => undefined,
  };
}

/**
 * Elsewhere (a log file, a pipe): one line at the end of each step, and one at every further quarter of long
 * ones.
 */
export class PlainView implements StepView {
  private readonly startedAt = Date.now();
  private quarter = 0;

  constructor(private text: string) {}

  readonly title = (text: string): void => {
    this.text = text;
  };

  readonly progress = (progress: Progress): void => {
    const quarter = Math.floor((progress.fraction ?? 0) * 4);
    if (quarter <= this.quarter || quarter === 4) return;
    this.quarter = quarter;
    say(`  ${this.text}: ${percent(progress.fraction ?? 0)}, ${stepLine(progress)}`);
  };

  readonly say = say;

  readonly done = (): void => {
    say(`- ${this.text} (${((Date.now() - this.startedAt) / 1000).toFixed(1)} s)`);
  };
}
