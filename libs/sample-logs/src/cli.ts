import { stdout, stderr } from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { SampleLogsError } from './sample-logs-error.js';
import { writeSampleLogs } from './write-sample-logs.js';

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

interface CommandOptions {
  out: string;
  users: number;
  from: string;
  to: string;
  seed: number;
}

async function run(options: CommandOptions): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => {
    stop.abort();
  });
  process.once('SIGTERM', () => {
    stop.abort();
  });
  const started = performance.now();
  const manifest = await writeSampleLogs({
    directory: options.out,
    userCount: options.users,
    firstDay: options.from,
    lastDay: options.to,
    seed: options.seed,
    signal: stop.signal,
    onProgress: ({ step, fraction }) => {
      if (stderr.isTTY) stderr.write(`\r\u001b[K${Math.round(fraction * 100)} % ${step}`);
    },
  });
  if (stderr.isTTY) stderr.write('\r\u001b[K');
  const { archives, events, bestReachable } = manifest;
  const total = events.play + events.download + events.search;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  stdout.write(
    `${archives} archives with ${total} events written to ${options.out} in ${seconds} s (synthetic)\n`,
  );
  if (bestReachable) {
    const { snapshotDate, auc, churnRate, population } = bestReachable;
    const churned = (churnRate * 100).toFixed(1);
    stdout.write(
      `best reachable AUC for churn at ${snapshotDate}: ${auc.toFixed(4)} (${population} users, ${churned} % churned)\n`,
    );
  }
}

const program = new Command('sample-logs')
  .description(
    'Writes synthetic raw log archives in the format, and with the dirt and holes, of the original ones.',
  )
  .requiredOption('--out <folder>', 'folder to write; replaced when it holds sample logs already')
  .option('--users <count>', 'ordinary users, 100 to 600000', wholeNumber, 20_000)
  .option('--from <date>', 'first day, YYYY-MM-DD', '2017-03-30')
  .option('--to <date>', 'last day, YYYY-MM-DD', '2017-05-12')
  .option('--seed <number>', 'same seed and options, same bytes', wholeNumber, 1)
  .action(async (options: CommandOptions) => {
    try {
      await run(options);
    } catch (error) {
      if (!(error instanceof SampleLogsError)) throw error;
      if (stderr.isTTY) stderr.write('\r\u001b[K');
      stderr.write(`${error.message}\n`);
      process.exitCode = error.code === 'cancelled' ? 130 : 1;
    }
  });

await program.parseAsync();
