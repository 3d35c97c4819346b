import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Interrupted, sentenceFor } from './launcher-error.js';
import { readCommandLine } from './options/command-line.js';
import { Platform } from './platform/platform.js';
import { start } from './platform/startup-steps.js';
import { say } from './platform/step-view.js';
import { summaryOf } from './platform/summary.js';

/** One Ctrl-C arrives twice: from the terminal and from npm, which passes it on. */
const SAME_SIGNAL_MS = 1_500;

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

/** Stops the platform on the first signal; a later one gives up waiting. Returns what takes it back. */
function stopOnSignals(platform: Platform): () => void {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let stoppingSince: number | null = null;
  const onSignal = (): void => {
    if (stoppingSince === null) {
      stoppingSince = Date.now();
      say('\nStopping.');
      platform.stop();
    } else if (Date.now() - stoppingSince > SAME_SIGNAL_MS) {
      process.exit(130);
    }
  };
  for (const name of names) process.on(name, onSignal);
  return () => {
    for (const name of names) process.off(name, onSignal);
  };
}

/** Stops the platform when the process that started it was killed: no other one would. */
function endWithStarter(platform: Platform): () => void {
  const starter = process.ppid;
  if (process.env['MUSICBOX_STARTER'] !== String(starter)) return () => undefined;
  const watch = setInterval(() => {
    if (process.ppid === starter) return;
    clearInterval(watch);
    platform.stop();
  }, 500);
  watch.unref();
  return () => {
    clearInterval(watch);
  };
}
