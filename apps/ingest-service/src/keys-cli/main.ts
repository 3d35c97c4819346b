import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { carryOut } from './carry-out.js';
import { withKeyDatabase } from './key-database.js';
import { sentenceOf } from './keys-cli-error.js';
import { readKeysCommand } from './keys-command.js';

const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no account.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

try {
  const { task, data } = readKeysCommand(process.argv.slice(2));
  const folder = data ?? process.env['MUSICBOX_DATA'];
  const place = {
    databaseUrl: process.env['DATABASE_URL'] || null,
    dataFolder: folder
      ? resolve(process.env['INIT_CWD'] ?? process.cwd(), folder)
      : join(checkout, '.musicbox'),
  };
  const { out, notes } = await withKeyDatabase(place, (database) => carryOut(task, database, accountName()));
  if (notes !== '') process.stderr.write(`${notes}\n`);
  if (out !== '') process.stdout.write(`${out}\n`);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
