import { userHashesBy } from '#common';
import { readFile, writeFile } from 'node:fs/promises';
import { ErasedUsers } from '../formats/erased-users.js';

const KEY_BYTES = 16;
/** The key of the hashes is a secret of the platform. */
const OWNER_ONLY = 0o600;

/** Who has been erased, for programs that have no database: the key of the hashes, and the hashes behind it. */
export async function writeErased(path: string, { key, slots }: ErasedUsers): Promise<void> {
  const hashes = slots.filter((hash) => hash !== 0n);
  await writeFile(path, Buffer.concat([key, new Uint8Array(hashes.buffer)]), { mode: OWNER_ONLY });
}

export async function readErased(path: string): Promise<ErasedUsers> {
  const bytes = Uint8Array.from(await readFile(path));
  const hashes = new BigUint64Array(bytes.buffer, KEY_BYTES);
  return new ErasedUsers(userHashesBy(bytes.slice(0, KEY_BYTES)), hashes.length).add(hashes);
}
