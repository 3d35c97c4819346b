import { ingestClient } from '#clients';
import { Listr } from 'listr2';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from './command-line.js';
import { errorSentence } from './error-sentence.js';
import { loadArchives } from './load-archives.js';
import type { LoadReport } from './load-report.js';
import { progressText } from './progress-text.js';
import type { ShownProgress } from './progress-text.js';
import { reportText } from './report-text.js';

/** Columns below which a bar with its figures would not fit on a line. */
const NARROWEST = 60;

const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');

/** Elsewhere than on a terminal: a line at every further tenth. */
function plainLines(): (progress: ShownProgress) => void {
  let tenth = 0;
  return (progress) => {
    const reached = Math.floor(progress.fraction * 10);
    if (reached <= tenth) return;
    tenth = reached;
    process.stdout.write(`${progressText(progress)}\n`);
  };
}

async function ingest(): Promise<number> {
  const user = process.env['INIT_CWD'] ?? process.cwd();
  const options = readCommandLine(process.argv.slice(2), process.env, { user, checkout });
  const client = ingestClient({ url: options.url, key: options.key });
  const started = performance.now();
  let report: LoadReport;
  if (process.stdout.isTTY && process.stdout.columns >= NARROWEST) {
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
  } else report = await loadArchives(client, options, plainLines());
  process.stdout.write(`${reportText(report, (performance.now() - started) / 1000)}\n`);
  return report.failures.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await ingest();
} catch (error) {
  process.stderr.write(`${errorSentence(error)}\n`);
  process.exitCode = 1;
}
