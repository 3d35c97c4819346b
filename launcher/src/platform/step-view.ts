import type { Progress } from '../preparation/platform-client.js';

/** Begins a line of a terminal anew, in place of the progress that it shows. */
const CLEAR_LINE = process.stdout.isTTY ? '\r\u001b[K' : '';

/** Prints one line for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${CLEAR_LINE}${line}\n`);
}

/**
 * Shows a step of the start: how far it is, on a line of the terminal that is rewritten in place, elsewhere (a
 * log file, a pipe) on one line for each part of it and every further quarter; and one line at its end.
 */
export class StepView {
  private readonly startedAt = Date.now();
  private quarter = 0;
  private part = '';

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
    if (fraction === 1 || (quarter <= this.quarter && progress.step === this.part)) return;
    this.quarter = Math.max(quarter, this.quarter);
    this.part = progress.step;
    say(line);
  };

  done(): void {
    say(`- ${this.text} (${((Date.now() - this.startedAt) / 1000).toFixed(1)} s)`);
  }
}

export function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** What a job does now and its main figures: `loading archives, 67 of 390 archives, 1,228,174 events`. */
export function stepLine({ step, detail: { archivesDone, archives, events, users } }: Progress): string {
  const parts = [step];
  const shown = (value: string | number): string => value.toLocaleString('en');
  if (archivesDone !== undefined && archives !== undefined) {
    parts.push(`${shown(archivesDone)} of ${shown(archives)} archives`);
  }
  if (events !== undefined) parts.push(`${shown(events)} events`);
  if (users !== undefined) parts.push(`${shown(users)} users`);
  return parts.join(', ');
}
