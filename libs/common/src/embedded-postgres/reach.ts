import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Account } from './account.js';

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
