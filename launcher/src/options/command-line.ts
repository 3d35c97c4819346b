import { isCalendarDay } from '#common/calendar';
import { Command, InvalidArgumentError, Option } from 'commander';
import { LauncherError } from '../launcher-error.js';
import type { LauncherOptions } from './launcher-options.js';
import { completeOptions } from './launcher-options.js';

const EPILOGUE = `
Every option can be given as the environment variable named beside it; the command line wins.

Examples:
  npm start                                         sample logs, embedded PostgreSQL
  npm start -- --logs /data/musicbox                your own log archives
  npm start -- --logs exports --mapping ours.yaml   logs of your own service, see docs/own-logs.md
  DATABASE_URL=postgres://u:p@host/db npm start     your own PostgreSQL, 15 or newer`;

/**
 * Reads the command line and the environment. \`--help\` prints and ends the process, as does a wrong option.
 * @param args without the program itself
 */
export function readCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  places: { user: string; checkout: string },
): LauncherOptions {
  const command = createCommand(environment);
  refuseOptionsTakenByNpm(command, environment);
  command.parse(args, { from: 'user' });
  return completeOptions(command.opts<LauncherOptions>(), places);
}

/** The command with all its options; values of the environment take the place of the defaults. */
export function createCommand(environment: NodeJS.ProcessEnv): Command {
  const command = new Command('npm start --')
    .description(
      'Starts the Music Box platform: PostgreSQL, three services and their console, logs loaded, models trained.',
    )
    .helpOption('-h, --help', 'show this list')
    .addHelpText('after', EPILOGUE)
    .allowExcessArguments(false);
  const add = (option: Option, variable: string): void => {
    option.env(variable);
    // An empty variable counts as not set; commander itself would take the empty text.
    if (environment[variable] === '') option.envVar = undefined;
    command.addOption(option);
  };
  add(new Option('--logs <dir>', 'folder with log archives; without it, sample logs are made'), 'LOGS_DIR');
  add(
    new Option(
      '--mapping <mapping>',
      'reads logs of another service: a name, such as spotify-extended, or a YAML file',
    ),
    'LOGS_MAPPING',
  );
  add(new Option('--data <dir>', 'folder for all the platform writes').default('.musicbox'), 'MUSICBOX_DATA');
  add(new Option('--host <address>', 'address the services listen on').default('127.0.0.1'), 'MUSICBOX_HOST');
  for (const [name, port] of [
    ['ingest', 3001],
    ['churn', 3002],
    ['recommender', 3003],
  ] as const) {
    const option = new Option(`--${name}-port <port>`, `port of the ${name} service`);
    add(option.default(port).argParser(integer(1, 65535)), `${name.toUpperCase()}_PORT`);
  }
  add(
    new Option('--console-port <port>', 'port of the console').default(3000).argParser(integer(1, 65535)),
    'CONSOLE_PORT',
  );
  add(
    new Option('--database-url <url>', 'existing PostgreSQL 15 or newer; without it, an embedded one runs'),
    'DATABASE_URL',
  );
  add(
    new Option('--database-port <port>', 'port of the embedded PostgreSQL; 0 takes a free one')
      .default(0)
      .argParser(integer(0, 65535)),
    'DATABASE_PORT',
  );
  add(
    new Option('--sample-users <count>', 'users in the sample logs')
      .default(20_000)
      .argParser(integer(100, 600_000)),
    'SAMPLE_USERS',
  );
  add(
    new Option('--sample-seed <number>', 'seed of the sample logs')
      .default(1)
      .argParser(integer(0, Number.MAX_SAFE_INTEGER)),
    'SAMPLE_SEED',
  );
  add(
    new Option('--sample-from <day>', 'first day of the sample logs').default('2017-03-30').argParser(day),
    'SAMPLE_FROM',
  );
  add(
    new Option('--sample-to <day>', 'last day of the sample logs').default('2017-05-12').argParser(day),
    'SAMPLE_TO',
  );
  command.option('--once', 'stop again as soon as everything is ready');
  return command;
}

function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function day(text: string): string {
  if (isCalendarDay(text)) return text;
  throw new InvalidArgumentError('It must be a day such as 2017-03-30.');
}

/**
 * `npm start --logs x` gives the option to npm, not to us, and the start would silently make sample logs.
 */
function refuseOptionsTakenByNpm(command: Command, environment: NodeJS.ProcessEnv): void {
  const taken = command.options.find(
    (option) => environment[`npm_config_${option.name().replaceAll('-', '_')}`] !== undefined,
  );
  if (!taken?.long) return;
  throw new LauncherError(
    `npm took ${taken.long} for itself: write two dashes first, npm start -- ${taken.long}`,
  );
}
