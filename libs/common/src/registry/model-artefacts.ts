import { createHash } from 'node:crypto';
import type { Transaction } from '../database/database.js';
import { ModelVersion } from './model-version.entity.js';
import { DELETE_CHUNKS, INSERT_CHUNK, SELECT_CHUNK } from './models.sql.js';

const CHUNK_BYTES = 8 * 1024 * 1024;

/** Makes another artefact of one. outdated: this program cannot read it. */
export type Rewrite = (
  artefact: Buffer,
  version: ModelVersion,
) => Promise<{ artefact: Buffer; sha256: string } | 'unchanged' | 'outdated'>;

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function insertArtefact(transaction: Transaction, id: number, artefact: Buffer): Promise<void> {
  for (let position = 0; position * CHUNK_BYTES < artefact.length; position++) {
    const chunk = artefact.subarray(position * CHUNK_BYTES, (position + 1) * CHUNK_BYTES);
    await transaction.query(INSERT_CHUNK, [id, position, chunk]);
  }
}

/**
 * Hashed piece by piece, so that requests get their turn.
 * @returns null when the stored bytes are not those that were written
 */
async function readArtefact(
  on: Pick<Transaction, 'query'>,
  { id, artefactBytes, artefactSha256 }: ModelVersion,
): Promise<Buffer | null> {
  // Filled piece by piece: the artefact is in memory once.
  const bytes = Buffer.alloc(artefactBytes);
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const [row] = await on.query<{ bytes: Buffer }>(SELECT_CHUNK, [id, at / CHUNK_BYTES]);
    row?.bytes.copy(bytes, at);
    hash.update(bytes.subarray(at, at + CHUNK_BYTES));
  }
  return hash.digest('hex') === artefactSha256 ? bytes : null;
}

/** @throws Error when the stored bytes are not those that were written */
export async function wholeArtefact(on: Pick<Transaction, 'query'>, version: ModelVersion): Promise<Buffer> {
  const bytes = await readArtefact(on, version);
  if (bytes !== null) return bytes;
  throw new Error(
    `The artefact of ${version.kind} version ${version.version} is damaged: its checksum does not match.`,
  );
}

/**
 * Another artefact in place of the one that a version has; instances notice it by its checksum. One that
 * cannot be read, or is damaged, is dropped: the version is retired then.
 */
export async function rewriteArtefact(
  transaction: Transaction,
  version: ModelVersion,
  rewrite: Rewrite,
): Promise<'unchanged' | 'rewritten' | 'dropped'> {
  const bytes = await readArtefact(transaction, version);
  const rewritten = bytes === null ? 'outdated' : await rewrite(bytes, version);
  if (rewritten === 'unchanged') return rewritten;
  const isDropped = rewritten === 'outdated';
  const artefact = isDropped ? Buffer.alloc(0) : rewritten.artefact;
  await transaction.query(DELETE_CHUNKS, [version.id]);
  await insertArtefact(transaction, version.id, artefact);
  await transaction.manager.update(
    ModelVersion,
    { id: version.id },
    {
      artefactSha256: isDropped ? sha256(artefact) : rewritten.sha256,
      artefactBytes: artefact.length,
      ...(isDropped ? { retiredAt: new Date() } : {}),
    },
  );
  return isDropped ? 'dropped' : 'rewritten';
}
