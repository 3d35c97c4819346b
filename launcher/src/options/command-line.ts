import { isCalendarDay } from '#common/calendar';
import { SAMPLE_WORLDS } from '#sample-logs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { LauncherError } from '../launcher-error.js';
import type { LauncherOptions } from './launcher-options.js';
import { completeOptions } from './launcher-options.js';

const SAMPLE_USERS = 20_000;
/** Records of the other world are larger, and it needs fewer to train models. */
const USERS_ELSEWHERE = 4_000;

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
  const options = command.opts<LauncherOptions>();
  const isDefault = command.getOptionValueSource('sampleUsers') === 'default';
  if (options.sampleWorld === 'elsewhere' && isDefault) options.sampleUsers = USERS_ELSEWHERE;
  return completeOptions(options, places);
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
  const option = <Value>(
    flags: string,
    variable: string,
    meaning: string,
    value?: Value,
    parse?: (text: string) => Value,
  ): Option => {
    const added = new Option(flags, meaning).env(variable).default(value);
    if (parse !== undefined) added.argParser(parse);
    // An empty variable counts as not set; commander itself would take the empty text.
    if (environment[variable] === '') added.envVar = undefined;
    command.addOption(added);
    return added;
  };
  const port = integer(1, 65_535);
  option('--logs <dir>', 'LOGS_DIR', 'folder with log archives; without it, sample logs are made');
  const mapping = 'reads logs of another service: a name, such as spotify-extended, or a YAML file';
  option('--mapping <mapping>', 'LOGS_MAPPING', mapping);
  option('--data <dir>', 'MUSICBOX_DATA', 'folder for all the platform writes', '.musicbox');
  option('--host <address>', 'MUSICBOX_HOST', 'address the services listen on', '127.0.0.1');
  option('--ingest-port <port>', 'INGEST_PORT', 'port of the ingest service', 3001, port);
  option('--churn-port <port>', 'CHURN_PORT', 'port of the churn service', 3002, port);
  option('--recommender-port <port>', 'RECOMMENDER_PORT', 'port of the recommender service', 3003, port);
  option('--console-port <port>', 'CONSOLE_PORT', 'port of the console', 3000, port);
  const database = 'existing PostgreSQL 15 or newer; without it, an embedded one runs';
  option('--database-url <url>', 'DATABASE_URL', database);
  const anyPort = 'port of the embedded PostgreSQL; 0 takes a free one';
  option('--database-port <port>', 'DATABASE_PORT', anyPort, 0, integer(0, 65_535));
  const worlds = Object.keys(SAMPLE_WORLDS);
  const worldMeaning = `service of the sample logs: ${worlds.join(' or ')}`;
  option('--sample-world <world>', 'SAMPLE_WORLD', worldMeaning, worlds[0]).choices(worlds);
  const users = integer(100, 600_000);
  option('--sample-users <count>', 'SAMPLE_USERS', 'users in the sample logs', SAMPLE_USERS, users);
  const seed = integer(0, Number.MAX_SAFE_INTEGER);
  option('--sample-seed <number>', 'SAMPLE_SEED', 'seed of the sample logs', 1, seed);
  option('--sample-from <day>', 'SAMPLE_FROM', 'first day of the sample logs', '2017-03-30', day);
  option('--sample-to <day>', 'SAMPLE_TO', 'last day of the sample logs', '2017-05-12', day);
  command.option('--reset', 'first delete the embedded database of the data folder');
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
