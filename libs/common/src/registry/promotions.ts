import { Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Transaction } from '../database/database.js';
import { codeVersion } from '../settings/code-version.js';
import { insertArtefact, sha256, wholeArtefact } from './model-artefacts.js';
import { ModelPromotion, ModelVersion } from './model-version.entity.js';
import type { Gate, GateDecision, ModelCandidate } from './model-version.entity.js';
import {
  liveVersionChanged,
  messageOf,
  noEarlierVersion,
  refusal,
  retiredVersion,
  unusable,
} from './version-refusals.js';

/** Reads an artefact; throws when it cannot, an OutdatedModelError where only training anew helps. */
export type Decode = (artefact: Buffer, version: ModelVersion) => unknown;

/** From now on the version is live. */
async function promote(
  manager: EntityManager,
  kind: string,
  modelVersionId: number,
  reason: string,
): Promise<void> {
  await manager.insert(ModelPromotion, { kind, modelVersionId, reason });
}

export async function liveVersion(manager: EntityManager, kind: string): Promise<ModelVersion | null> {
  return await versionOf(manager, await newest(manager, kind));
}

/** @param from nothing is checked without it @throws DomainError conflict when another version is live */
export async function assertLive(manager: EntityManager, kind: string, from?: number): Promise<void> {
  if (from === undefined) return;
  const live = await liveVersion(manager, kind);
  if (live?.version !== from) throw liveVersionChanged(kind, from, live?.version ?? null);
}

/** The version that was live before the present one. */
export async function previousVersion(manager: EntityManager, kind: string): Promise<ModelVersion | null> {
  const live = await newest(manager, kind);
  return live === null ? null : await versionOf(manager, await newest(manager, kind, live.modelVersionId));
}

/** @param except a version whose promotions do not count */
async function newest(manager: EntityManager, kind: string, except = 0): Promise<ModelPromotion | null> {
  const where = { kind, modelVersionId: Not(except) };
  return await manager.findOne(ModelPromotion, { where, order: { id: 'DESC' } });
}

async function versionOf(
  manager: EntityManager,
  promotion: ModelPromotion | null,
): Promise<ModelVersion | null> {
  return promotion === null ? null : await manager.findOneBy(ModelVersion, { id: promotion.modelVersionId });
}

/** As ModelRegistry.publish, in a transaction that has the lock of the kind. @returns the id of the version */
export async function publishIn(
  transaction: Transaction,
  { kind, artefact, ...about }: ModelCandidate,
  gate: Gate,
  decode: Decode,
): Promise<number> {
  const { manager } = transaction;
  const artefactSha256 = sha256(artefact);
  const champion = await liveVersion(manager, kind);
  const { promotes = true, ...judged } = await gate(champion);
  const decision = champion?.artefactSha256 === artefactSha256 ? sameAs(champion, judged) : judged;
  const version = ((await manager.maximum(ModelVersion, 'version', { kind })) ?? 0) + 1;
  const refused = !decision.accepted;
  const { identifiers } = await manager.insert(ModelVersion, {
    ...about,
    kind,
    version,
    refused,
    gate: decision,
    codeVersion: codeVersion(),
    artefactSha256,
    artefactBytes: artefact.length,
  });
  const { id } = identifiers[0] as { id: number };
  await insertArtefact(transaction, id, artefact);
  if (refused || !promotes) return id;
  try {
    await decode(artefact, await manager.findOneByOrFail(ModelVersion, { id }));
  } catch (cause) {
    const reasons = [...decision.reasons, `Failed: it cannot be served: ${messageOf(cause)}`];
    await manager.update(ModelVersion, id, { refused: true, gate: { accepted: false, reasons } });
    return id;
  }
  await promote(manager, kind, id, 'passed the gate');
  return id;
}

function sameAs({ version }: ModelVersion, decision: GateDecision): GateDecision {
  const same = `Nothing new: the model is, byte by byte, that of version ${version}, which was live: nothing that a training reads has changed.`;
  return { ...decision, reasons: [same, ...decision.reasons], nothingNew: true };
}

/**
 * As ModelRegistry.promote, in a transaction that has the lock of the kind. @param accept why a version goes
 * live that did not pass @throws DomainError conflict
 */
export async function promoteByHand(
  transaction: Transaction,
  found: ModelVersion,
  decode: Decode,
  accept?: string,
): Promise<void> {
  const { manager } = transaction;
  const isRefused = found.state === 'refused';
  if (isRefused && (accept === undefined || found.gate.leaks === true)) throw refusal(found);
  await usable(transaction, found, decode);
  if (isRefused) await manager.update(ModelVersion, found.id, { refused: false });
  const verdict = found.gate.undecided === true ? 'undecided' : 'refused';
  const reason = isRefused ? `promoted by hand, ${verdict} by the gate: ${accept!}` : 'promoted by hand';
  await promote(manager, found.kind, found.id, reason);
}

/**
 * As ModelRegistry.rollback, in a transaction that has the lock of the kind. @returns the version that is
 * live then
 */
export async function rollBack(transaction: Transaction, kind: string, decode: Decode): Promise<number> {
  const previous = await previousVersion(transaction.manager, kind);
  if (previous === null) throw noEarlierVersion(kind);
  await usable(transaction, previous, decode);
  await promote(transaction.manager, kind, previous.id, 'rollback');
  return previous.version;
}

/**
 * Reads a stored version: one that could not be loaded after a promotion would leave every instance on
 * different models.
 * @throws DomainError conflict: it is retired, damaged or outdated
 */
export async function usable<Model>(
  from: Pick<Transaction, 'query'>,
  version: ModelVersion,
  decode: (artefact: Buffer, version: ModelVersion) => Model | Promise<Model>,
): Promise<Model> {
  if (version.retiredAt !== null) throw retiredVersion(version);
  try {
    return await decode(await wholeArtefact(from, version), version);
  } catch (cause) {
    throw unusable(version, cause);
  }
}
