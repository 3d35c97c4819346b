import type { Platform } from './platform.js';
import { say } from './step-view.js';

/** One Ctrl-C arrives twice: from the terminal and from npm, which passes it on. */
const SAME_SIGNAL_MS = 1_500;

/** Stops the platform on the first signal; a later one gives up waiting. Returns what takes it back. */
export function stopOnSignals(platform: Platform): () => void {
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
export function endWithStarter(platform: Platform): () => void {
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
