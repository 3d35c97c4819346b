import { ingestClient, ServiceProblem, ServiceUnreachable } from '#clients';
import { resolve } from 'node:path';
import { PASSED_OVER, patternsOf } from '../formats/passed-over.js';
import { exitCodeOf } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { checkFile, draftOfFile } from './check-file.js';
import { readCommandLine } from './command-line.js';
import { loadArchives } from './load-archives.js';
import { isAllRefused, reportText } from './load-report.js';
import { mappingHere } from './named-mapping.js';
import { progressText } from './progress-text.js';
import type { ShownProgress } from './progress-text.js';

/** Begins a line of a terminal anew. */
const CLEAR_LINE = '\r\u001b[K';

/**
 * Runs `npm run ingest`; returns the exit code: 1 when something failed or every archive was refused.
 * @param checkout below it lies the data folder by default
 */
export async function runCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  checkout: string,
  terminal: Terminal,
): Promise<number> {
  return await exitCodeOf(() => ingest(args, environment, checkout, terminal), errorSentence, terminal);
}

async function ingest(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  checkout: string,
  terminal: Terminal,
): Promise<number> {
  const { stdout } = terminal;
  const options = readCommandLine(args, environment, checkout, terminal);
  if ('draft' in options) {
    stdout.write(await draftOfFile(options.draft));
    return 0;
  }
  if ('check' in options) {
    const passOver = environment['LOGS_PASS_OVER'] ? patternsOf(environment['LOGS_PASS_OVER']) : PASSED_OVER;
    const checked = await checkFile(options.check, await mappingHere(options.mapping), passOver);
    stdout.write(`${checked.text}\n`);
    return checked.events === 0 ? 1 : 0;
  }
  const client = ingestClient({ url: options.url, key: options.key });
  const started = performance.now();
  const report = await loadArchives(client, options, shownOn(stdout)).finally(() => {
    if (stdout.isTTY) stdout.write(CLEAR_LINE);
  });
  stdout.write(`${reportText(report, (performance.now() - started) / 1000)}\n`);
  return report.failures.length > 0 || isAllRefused(report) ? 1 : 0;
}

/** On a terminal a line that is rewritten in place, elsewhere a line at every further tenth. */
function shownOn(stdout: Terminal['stdout']): (progress: ShownProgress) => void {
  const { isTTY, columns = 0 } = stdout;
  if (isTTY && columns > 0)
    return (progress) => stdout.write(CLEAR_LINE + progressText(progress).slice(0, columns - 1));
  let tenth = 0;
  return (progress) => {
    // All bytes of the last archive are read before it is loaded.
    const most = progress.archivesDone < progress.archives ? 9 : 10;
    const reached = Math.min(most, Math.floor(progress.fraction * 10));
    if (reached <= tenth) return;
    tenth = reached;
    stdout.write(`${progressText(progress)}\n`);
  };
}

/** One sentence that says what happened and what to do. */
function errorSentence(error: unknown): string {
  if (error instanceof ServiceUnreachable) {
    return (
      `The ingest service at ${error.url} does not answer (${error.reason}): is it running? ` +
      'Start it with npm start.'
    );
  }
  if (error instanceof ServiceProblem) {
    return error.status === 401 || error.status === 403
      ? 'The service does not take this key for loading: give its admin key with --key.'
      : `The service refused (status ${error.status}): ${error.detail}`;
  }
  return `Loading failed: ${String(error)}`;
}

if (import.meta.main) {
  const checkout = resolve(import.meta.dirname, '../../../../..');
  void runCommand(process.argv.slice(2), process.env, checkout, process).then((code) => {
    process.exitCode = code;
  });
}
