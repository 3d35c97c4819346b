import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError } from './cli-error.js';

const EPILOGUE = `
The service and its key are taken from the data folder of a platform that runs on this machine (access.json), or from
--url and --key (MUSICBOX_INGEST_URL, MUSICBOX_ADMIN_KEY).

Examples:
  npm run ingest -- /data/musicbox                        every archive of a folder that the service does not have
  npm run ingest -- 20170401_3_play.log.tar.gz            one archive
  npm run ingest -- --on-server 2017-04                   a folder below the service's own logs folder, nothing is sent
  npm run ingest -- play_ds.csv --url http://host:3001 --key "$KEY"`;

/** Where the command writes: `process`, or what a test reads. */
export interface Terminal {
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown };
}

export interface CliOptions {
  /** Absolute path on this machine; below the service's logs folder with `onServer`. */
  path: string;
  onServer: boolean;
  url: string;
  key: string;
}

/**
 * Reads the command line.
 * @param args without the program itself
 * @param places the folder of the user, and the checkout, below which the data folder lies by default
 * @throws CommanderError when `--help` or what is wrong with an option has been printed
 * @throws CliError when no service is named and none runs here
 */
export function readCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  places: { user: string; checkout: string },
  { stdout, stderr }: Terminal,
): CliOptions {
  const command = new Command('npm run ingest --')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .description('Loads log archives through the running ingest service, and shows how far it is.')
    .argument('<path>', 'folder with archives, or one archive')
    .option(
      '--on-server',
      "the path is relative to the service's logs folder (LOGS_DIR); nothing is sent",
      false,
    )
    .option('--url <url>', 'address of the ingest service')
    .option('--key <key>', 'admin key')
    .option('--data <dir>', 'data folder of a platform on this machine')
    .helpOption('-h, --help', 'show this list')
    .addHelpText('after', EPILOGUE)
    .allowExcessArguments(false);
  command.parse(args, { from: 'user' });
  const { onServer, url, key, data } = command.opts<{
    onServer: boolean;
    url?: string;
    key?: string;
    data?: string;
  }>();
  const [path] = command.args as [string];
  const folder = data ?? environment['MUSICBOX_DATA'];
  const dataFolder = folder ? resolve(places.user, folder) : join(places.checkout, '.musicbox');
  const service = {
    url: url ?? environment['MUSICBOX_INGEST_URL'],
    key: key ?? environment['MUSICBOX_ADMIN_KEY'],
  };
  const access = service.url && service.key ? null : readAccess(dataFolder);
  return {
    path: onServer ? path : resolve(places.user, path),
    onServer,
    url: (service.url ?? access!.url).replace(/\/+$/, ''),
    key: service.key ?? access!.key,
  };
}

function readAccess(dataFolder: string): { url: string; key: string } {
  const path = join(dataFolder, 'access.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError(
      `No platform has been started here (${path} cannot be read): start it with npm start, name its folder with ` +
        '--data, or give --url and --key.',
      { cause },
    );
  }
  try {
    const { ingest, adminKey } = JSON.parse(text) as { ingest: { url: string }; adminKey: string };
    return { url: ingest.url, key: adminKey };
  } catch (cause) {
    throw new CliError(`${path} does not say where the ingest service is: give --url and --key.`, { cause });
  }
}
