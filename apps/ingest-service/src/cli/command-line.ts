import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandError, dataFolderOf, programOf, userFolder } from '../terminal.js';
import type { Terminal } from '../terminal.js';

const EPILOGUE = `
The service, its key and the mapping that the platform was started with are taken from the data folder of a platform
that runs on this machine (access.json), or from --url, --key (MUSICBOX_INGEST_URL, MUSICBOX_ADMIN_KEY) and --mapping.

Examples:
  npm run ingest -- /data/musicbox                        every archive of a folder that the service does not have
  npm run ingest -- 20170401_3_play.log.tar.gz            one archive
  npm run ingest -- --on-server 2017-04                   a folder below the service's own logs folder, nothing is sent
  npm run ingest -- exports --mapping spotify-extended    files of another service, by a built-in mapping or a YAML file
  npm run ingest -- --draft plays.csv > ours.yaml         drafts a mapping for the file
  npm run ingest -- --check plays.csv --mapping ours.yaml shows what the file would become, and loads nothing
  npm run ingest -- play_ds.csv --url http://host:3001 --key "$KEY"`;

export interface CliOptions {
  /** Absolute path on this machine; below the service's logs folder with `onServer`. */
  path: string;
  onServer: boolean;
  url: string;
  key: string;
  /** Name of a mapping, or the path of its YAML file; null: that of the platform, or archives of Music Box. */
  mapping: string | null;
  replace: boolean;
  verify: boolean;
}

/** A file of which a mapping is drafted. */
export interface DraftOptions {
  draft: string;
}

/** A file that is looked at, and not loaded. */
export interface CheckOptions {
  check: string;
  mapping: string;
}

/**
 * Reads the command line.
 * @param args without the program itself
 * @param checkout below it lies the data folder by default
 * @throws CommanderError when `--help` or what is wrong with an option has been printed
 * @throws CommandError when no service is named and none runs here
 */
export function readCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  checkout: string,
  terminal: Terminal,
): CliOptions | CheckOptions | DraftOptions {
  const description = 'Loads log archives through the running ingest service, and shows how far it is.';
  const command = programOf('ingest', { description, epilogue: EPILOGUE }, terminal)
    .argument('<path>', 'folder with archives, or one archive')
    .option(
      '--on-server',
      "the path is relative to the service's logs folder (LOGS_DIR); nothing is sent",
      false,
    )
    .option('--replace', 'a content may replace one that it shares little with', false)
    .option('--verify', 'with --on-server: files are read that have not changed since their load, too', false)
    .option('--mapping <mapping>', 'name of a mapping, or its YAML file: reads the logs of another service')
    .option('--no-mapping', 'the files are archives of Music Box, whatever the platform was started with')
    .option('--check', 'shows what the file would become by the mapping; nothing is sent', false)
    .option('--draft', 'prints a first draft of a mapping for the file; nothing is sent', false)
    .option('--url <url>', 'address of the ingest service')
    .option('--key <key>', 'admin key')
    .allowExcessArguments(false);
  command.parse(args, { from: 'user' });
  const { onServer, replace, verify, url, key, data, check, draft, ...named } = command.opts<{
    onServer: boolean;
    replace: boolean;
    verify: boolean;
    check: boolean;
    draft: boolean;
    mapping?: string | false;
    url?: string;
    key?: string;
    data?: string;
  }>();
  const [path] = command.args as [string];
  const here = (place: string): string => resolve(userFolder(environment), place);
  const given = named.mapping === false ? undefined : named.mapping;
  const isFile = /\.ya?ml$/.test(given ?? '');
  const mapping = given === undefined ? null : isFile ? here(given) : given;
  if (draft) return { draft: here(path) };
  if (check) {
    if (mapping === null) throw new CommandError('--check needs --mapping: which mapping reads the file?');
    return { check: here(path), mapping };
  }
  const service = {
    url: url ?? environment['MUSICBOX_INGEST_URL'],
    key: key ?? environment['MUSICBOX_ADMIN_KEY'],
  };
  const access = service.url && service.key ? null : readAccess(dataFolderOf(data, environment, checkout));
  // The service itself knows what reads its folder.
  const isOpen = named.mapping === undefined && !onServer;
  return {
    path: onServer ? path : here(path),
    onServer,
    replace,
    verify,
    mapping: isOpen ? (access?.mapping ?? null) : mapping,
    url: (service.url ?? access!.url).replace(/\/+$/, ''),
    key: service.key ?? access!.key,
  };
}

function readAccess(dataFolder: string): { url: string; key: string; mapping: string | null } {
  const path = join(dataFolder, 'access.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandError(
      `No platform has been started here (${path} cannot be read): start it with npm start, name its folder with ` +
        '--data, or give --url and --key.',
      { cause },
    );
  }
  try {
    const { ingest, adminKey, mapping } = JSON.parse(text) as {
      ingest: { url: string };
      adminKey: string;
      mapping?: string;
    };
    return { url: ingest.url, key: adminKey, mapping: mapping ?? null };
  } catch (cause) {
    throw new CommandError(`${path} does not say where the ingest service is: give --url and --key.`, {
      cause,
    });
  }
}
