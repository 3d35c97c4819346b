import { createHash } from 'node:crypto';
import type { Transaction } from '../database/database.js';
import type { ModelVersion } from './model-version.entity.js';
import { INSERT_CHUNK, SELECT_CHUNK } from './models.sql.js';

const CHUNK_BYTES = 8 * 1024 * 1024;

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function insertChunks(transaction: Transaction, id: number, artefact: Buffer): Promise<void> {
  for (let position = 0; position * CHUNK_BYTES < artefact.length; position++) {
    const chunk = artefact.subarray(position * CHUNK_BYTES, (position + 1) * CHUNK_BYTES);
    await transaction.query(INSERT_CHUNK, [id, position, chunk]);
  }
}

/** The artefact and the checksum of what was read; hashed chunk by chunk, so that requests get their turn. */
export async function readChunks(
  on: Pick<Transaction, 'query'>,
  { id, artefactBytes }: ModelVersion,
): Promise<{ bytes: Buffer; checksum: string }> {
  // Filled chunk by chunk: the artefact is in memory once.
  const bytes = Buffer.alloc(artefactBytes);
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const [row] = await on.query<{ bytes: Buffer }>(SELECT_CHUNK, [id, at / CHUNK_BYTES]);
    row?.bytes.copy(bytes, at);
    hash.update(bytes.subarray(at, at + CHUNK_BYTES));
  }
  return { bytes, checksum: hash.digest('hex') };
}
