import { Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ModelPromotion, ModelVersion } from './model-version.entity.js';
import { liveVersionChanged } from './version-refusals.js';

/** From now on the version is live. */
export async function promote(
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
