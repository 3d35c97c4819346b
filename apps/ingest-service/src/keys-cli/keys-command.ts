import { SCOPES } from '#common';
import type { NewKey, Scope } from '#common';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { GRACE_SECONDS, KEY_NAME, KEY_TEXT } from '../keys/key-name.js';
import { programOf } from '../terminal.js';
import type { Terminal } from '../terminal.js';

/** What the user wants done. */
export type KeysTask =
  | { readonly do: 'create'; readonly key: NewKey }
  | { readonly do: 'list' }
  | { readonly do: 'rotate'; readonly name: string; readonly graceSeconds: number }
  | { readonly do: 'revoke'; readonly name: string };

interface CreateOptions {
  name: string;
  scope: Scope[];
  expires?: string | null;
  owner?: string | null;
  note?: string | null;
}

export interface KeysCommand {
  readonly task: KeysTask;
  /** Data folder as it was given. */
  readonly data: string | undefined;
}

const EPILOGUE = `
Keys are kept in PostgreSQL as hashes: in the one of DATABASE_URL, or the embedded one of a platform that runs on this machine. Running
services take a change within two seconds. A new token is the only line on standard output, and is shown this once.

Examples:
  npm run -s keys -- create --name nightly-export --scope read:churn --owner 'data team' --note 'the list for the CRM'
  npm run -s keys -- create --name console --scope console --expires 2027-12-31
  npm run -s keys -- rotate --name nightly-export --grace 3600
  npm run -s keys -- revoke --name nightly-export
  npm run -s keys -- list`;

/**
 * Reads the command line.
 * @param args without the program itself
 * @throws CommanderError when `--help` or what is wrong with an option has been printed
 */
export function readKeysCommand(args: readonly string[], terminal: Terminal): KeysCommand {
  const tasks: KeysTask[] = [];
  const description = 'Makes, lists, rotates and revokes the keys of the services.';
  const program = programOf('keys', { description, epilogue: EPILOGUE }, terminal);
  const named = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .allowExcessArguments(false)
      .addOption(new Option('--name <name>', 'name of the key').argParser(keyName).makeOptionMandatory());
  named('create', 'make a key, and print its token')
    .addOption(
      new Option('--scope <scope>', `what it may do: ${SCOPES.join(', ')}; repeatable`)
        .argParser(addScope)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--expires <time>', 'when it expires, such as 2027-12-31 or 2027-12-31T12:00:00Z').argParser(
        time,
      ),
    )
    .addOption(
      new Option('--owner <text>', 'the person or team to ask about it').argParser(
        textWithin(KEY_TEXT.owner),
      ),
    )
    .addOption(new Option('--note <text>', 'what it is used for').argParser(textWithin(KEY_TEXT.note)))
    .action(({ name, scope, expires = null, owner = null, note = null }: CreateOptions) => {
      tasks.push({ do: 'create', key: { name, scopes: scope, expiresAt: expires, owner, note } });
    });
  program
    .command('list')
    .description('show all keys; never a token')
    .allowExcessArguments(false)
    .action(() => {
      tasks.push({ do: 'list' });
    });
  named('rotate', 'give a key a new token, and print it; the ones before stay good for a while')
    .addOption(
      new Option('--grace <seconds>', 'how long they stay good')
        .argParser(grace)
        .default(GRACE_SECONDS.usual),
    )
    .action(({ name, grace: graceSeconds }: { name: string; grace: number }) => {
      tasks.push({ do: 'rotate', name, graceSeconds });
    });
  named('revoke', 'end a key for good, with all its tokens').action(({ name }: { name: string }) => {
    tasks.push({ do: 'revoke', name });
  });
  program.parse(args, { from: 'user' });
  // Without a command, commander has shown the list and thrown.
  const [task] = tasks;
  if (task === undefined) throw new Error('No command was carried out.');
  return { task, data: program.opts<{ data?: string }>().data };
}

function keyName(text: string): string {
  if (KEY_NAME.regex.test(text) || /^settings:/.test(text)) return text;
  throw new InvalidArgumentError(`It must be ${KEY_NAME.meaning}.`);
}

function textWithin(most: number): (text: string) => string {
  return (text) => {
    if (text !== '' && text.length <= most) return text;
    throw new InvalidArgumentError(`It must have 1 to ${most} characters.`);
  };
}

function addScope(text: string, before: Scope[] | undefined): Scope[] {
  const scope = SCOPES.find((known) => known === text);
  if (scope === undefined) throw new InvalidArgumentError(`It must be one of ${SCOPES.join(', ')}.`);
  return [...(before ?? []), scope];
}

function time(text: string): string {
  const isTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const date = new Date(text);
  // A day that does not exist, such as February 30, would come back as another one.
  const isThere =
    !Number.isNaN(date.getTime()) &&
    new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10));
  if (isTime && isThere) return date.toISOString();
  throw new InvalidArgumentError(
    'It must be a day, or a time with its offset, such as 2027-12-31T12:00:00Z.',
  );
}

function grace(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds <= GRACE_SECONDS.most) return seconds;
  throw new InvalidArgumentError(`It must be a whole number of seconds from 0 to ${GRACE_SECONDS.most}.`);
}
