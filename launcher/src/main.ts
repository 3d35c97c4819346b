import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Interrupted, sentenceFor } from './launcher-error.js';
import { readCommandLine } from './options/command-line.js';
import { endWithStarter, stopOnSignals } from './platform/endings.js';
import { Platform } from './platform/platform.js';
import { start, summaryOf } from './platform/startup-steps.js';
import { say } from './platform/step-view.js';

const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const checkout = dirname(dist);

async function launch(): Promise<number> {
  const user = process.env['INIT_CWD'] ?? process.cwd();
  const options = readCommandLine(process.argv.slice(2), process.env, { user, checkout });
  const platform = new Platform(options, dist);
  const endings = [stopOnSignals(platform), endWithStarter(platform)];
  try {
    await start(platform);
    const { text, isNoneLoaded } = await summaryOf(platform, user);
    say(text);
    if (options.once) return isNoneLoaded ? 1 : 0;
    say('Press Ctrl-C to stop.');
    await platform.untilStopped();
    return 0;
  } catch (error) {
    const reason: unknown = platform.stopSignal.aborted ? platform.stopSignal.reason : error;
    if (reason instanceof Interrupted) return 130;
    process.stderr.write(`\n${sentenceFor(reason)}\n`);
    return 1;
  } finally {
    await platform.close();
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
