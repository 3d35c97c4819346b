import { readFileSync, existsSync } from 'node:fs';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

/** The account PostgreSQL runs under. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. As root it runs under an unprivileged account that exists already:
 * the owner of the data when there is some, else `postgres`, else the one for programs without rights of their
 * own. Null: the account of this process.
 */
export function chooseAccount(
  dataOwner: number | null,
  passwd = readPasswd(),
  uid = process.getuid?.(),
): Account | null {
  if (uid !== 0) return null;
  const accounts = parsePasswd(passwd).filter((account) => account.uid !== 0);
  const chosen =
    accounts.find((account) => account.uid === dataOwner) ??
    accounts.find((account) => account.name === 'postgres') ??
    accounts.find((account) => account.name === 'nobody');
  if (!chosen) {
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root and no account named postgres or nobody exists: create one, or start as an ordinary user.',
    );
  }
  return chosen;
}

/** Reads the lines `name:x:uid:gid:...` of /etc/passwd. */
export function parsePasswd(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (!name || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/**
 * Whether the account can enter every folder above `path` and read and run `path` itself, as the system answers
 * under that account; only root can ask. Of a path that does not exist yet: whether its nearest parent can be
 * entered.
 */
export function canReach({ uid, gid }: Account, path: string): boolean {
  let place = path;
  while (!existsSync(place)) place = dirname(place);
  const test = place === path ? 'test -x "$1" && test -r "$1"' : 'test -x "$1"';
  return spawnSync('/bin/sh', ['-c', test, 'sh', place], { uid, gid, cwd: '/' }).status === 0;
}
