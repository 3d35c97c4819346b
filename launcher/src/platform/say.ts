/** Begins a line of a terminal anew, in place of the progress that it shows. */
export const CLEAR_LINE = process.stdout.isTTY ? '\r\u001b[K' : '';

/** Prints one line for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${CLEAR_LINE}${line}\n`);
}
