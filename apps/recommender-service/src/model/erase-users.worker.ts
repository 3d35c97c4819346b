import { OutdatedModelError } from '#common/outdated-model';
import { Moved } from '#common/threads';
import { createHash } from 'node:crypto';
import { decodeArtefact, encodeArtefact } from './model-artefact.js';
import type { ModelArtefact } from './model-artefact.js';
import { withoutUsers } from './without-users.js';

/** An artefact, and who shall not be in it. */
export interface ErasingTask {
  artefact: Uint8Array;
  userIds: readonly string[];
}

/** unchanged: it knows none of them. outdated: this program cannot read it. */
export type ErasedArtefact = { artefact: Uint8Array; sha256: string } | 'unchanged' | 'outdated';

/** Takes users out of an artefact, in a thread of its own: of millions of users it takes seconds. */
export default function eraseUsers({ artefact, userIds }: ErasingTask): Moved<ErasedArtefact> {
  const left = withoutUsersIfReadable(artefact, userIds);
  if (typeof left === 'string') return new Moved(left, []);
  const bytes = encodeArtefact(left);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return new Moved({ artefact: bytes, sha256 }, [bytes.buffer]);
}

function withoutUsersIfReadable(
  artefact: Uint8Array,
  userIds: readonly string[],
): ModelArtefact | 'unchanged' | 'outdated' {
  try {
    return withoutUsers(decodeArtefact(artefact), userIds) ?? 'unchanged';
  } catch (error) {
    if (error instanceof OutdatedModelError) return 'outdated';
    throw error;
  }
}
