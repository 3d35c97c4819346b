import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Account } from './account.js';

/** The parts of a file's status that decide who may do what. */
export interface Ownership {
  uid: number;
  gid: number;
  mode: number;
}

/** Whether the mode bits give the account all wanted rights (4 read, 2 write, 1 enter or run). */
export function mayUse(account: Account, file: Ownership, wanted: number): boolean {
  const shift = file.uid === account.uid ? 6 : file.gid === account.gid ? 3 : 0;
  return ((file.mode >> shift) & wanted) === wanted;
}

/**
 * Whether the account can enter every folder above `path` and read and run `path` itself.
 * A path that does not exist yet is checked by its nearest existing parent, which must be enterable.
 */
export function canReach(account: Account, path: string): boolean {
  let place = path;
  let wanted = 5;
  for (;;) {
    try {
      place = realpathSync(place);
      break;
    } catch {
      if (place === dirname(place)) return false;
      place = dirname(place);
      wanted = 1;
    }
  }
  if (!mayUse(account, statSync(place), wanted)) return false;
  while (place !== dirname(place)) {
    place = dirname(place);
    if (!mayUse(account, statSync(place), 1)) return false;
  }
  return true;
}
