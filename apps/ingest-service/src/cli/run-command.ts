import { ingestClient } from '#clients';
import { Listr } from 'listr2';
import { exitCodeOf } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { readCommandLine } from './command-line.js';
import { errorSentence } from './error-sentence.js';
import { loadArchives } from './load-archives.js';
import { isAllRefused } from './load-report.js';
import type { LoadReport } from './load-report.js';
import { progressText } from './progress-text.js';
import type { ShownProgress } from './progress-text.js';
import { reportText } from './report-text.js';

/** Columns below which a bar with its figures would not fit on a line. */
const NARROWEST = 60;

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
  const client = ingestClient({ url: options.url, key: options.key });
  const started = performance.now();
  let report: LoadReport;
  if (stdout.isTTY && (stdout.columns ?? 0) >= NARROWEST) {
    const context: { report?: LoadReport } = {};
    const title = `Loading ${options.path} through ${options.url}`;
    await new Listr<typeof context>(
      [
        {
          title,
          task: async (ctx, task) => {
            ctx.report = await loadArchives(client, options, (progress) => {
              task.output = progressText(progress);
            });
          },
        },
      ],
      { ctx: context, rendererOptions: { showErrorMessage: false } },
    ).run();
    report = context.report!;
  } else report = await loadArchives(client, options, plainLines(stdout));
  stdout.write(`${reportText(report, (performance.now() - started) / 1000)}\n`);
  return report.failures.length > 0 || isAllRefused(report) ? 1 : 0;
}

/** Elsewhere than on a terminal: a line at every further tenth. */
function plainLines(stdout: Terminal['stdout']): (progress: ShownProgress) => void {
  let tenth = 0;
  return (progress) => {
    const reached = Math.floor(progress.fraction * 10);
    if (reached <= tenth) return;
    tenth = reached;
    stdout.write(`${progressText(progress)}\n`);
  };
}
