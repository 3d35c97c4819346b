import { Listr } from 'listr2';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sentenceFor } from './launcher-error.js';
import { readCommandLine } from './options/command-line.js';
import { endWithStarter, stopOnSignals } from './platform/endings.js';
import { Platform } from './platform/platform.js';
import { say } from './platform/say.js';
import { startupSteps } from './platform/startup-steps.js';
import { summarise } from './preparation/summary.js';

/** Columns below which steps and bars would not fit on a line; some pseudo-terminals say 0. */
const NARROWEST = 60;

const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const checkout = dirname(dist);

async function launch(): Promise<number> {
  const user = process.env['INIT_CWD'] ?? process.cwd();
  const options = readCommandLine(process.argv.slice(2), process.env, { user, checkout });
  const platform = new Platform(options, dist, new AbortController());
  const isTerminal = process.stdout.isTTY && process.stdout.columns >= NARROWEST;
  const endings = [stopOnSignals(platform), endWithStarter(platform)];
  try {
    await new Listr(startupSteps(isTerminal), {
      ctx: platform,
      renderer: isTerminal ? 'default' : 'silent',
      fallbackRenderer: 'silent',
      registerSignalListeners: false,
      rendererOptions: { showErrorMessage: false, collapseErrors: false },
    }).run();
    say(await summarise(platform, user));
    if (!options.once) {
      say('Press Ctrl-C to stop.');
      await platform.supervise(say);
    }
    return 0;
  } catch (error) {
    if (platform.stopSignal.aborted) return 130;
    process.stderr.write(`\n${sentenceFor(error)}\n`);
    return 1;
  } finally {
    await platform.stop();
    for (const end of endings) end();
  }
}

try {
  process.exitCode = await launch();
} catch (error) {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exitCode = 1;
}
// Connections and watches that are still open must not keep a stopped launcher alive.
process.exit();
