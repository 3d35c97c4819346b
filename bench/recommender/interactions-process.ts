import { createInterface } from 'node:readline';
import { createService } from '#common';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { InteractionsRepository } from '../../apps/recommender-service/src/interactions/interactions.repository.js';
import { recommenderService } from '../../apps/recommender-service/src/recommender-service.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';

/** What one reading took; a process answers once, so that its largest size is that of this reading. */
export interface ReadingCost {
  pairs: number;
  liked: number;
  seconds: number;
  /** Before anything was read, and at most. */
  idleBytes: number;
  peakBytes: number;
}

const RULE = {
  ...{
    playWeight: 1,
    completionExponent: 1,
    downloadWeight: 2,
    likeWeight: 0,
    addWeight: 0,
    skipWeight: 0,
    halfLifeDays: 0,
    logDamping: true,
  },
  ...{ minSongSeconds: 30, minListeners: 2, cut: '2017-04-14', until: '2017-04-18' },
};

/** @param folder files for Spark go there; null: everything into a matrix. */
async function read(databaseUrl: string, folder: string | null): Promise<ReadingCost> {
  const app = await createService(
    recommenderService,
    recommenderSettings.parse({
      PORT: 0,
      DATABASE_URL: databaseUrl,
      READ_KEYS: 'bench-key-0123456789',
      ADMIN_KEYS: 'bench-key-0123456789-admin',
      LOG_LEVEL: 'error',
    }),
  );
  await app.init();
  const idleBytes = process.resourceUsage().maxRSS * 1024;
  const started = performance.now();
  const repository = app.get(InteractionsRepository);
  const sizes = folder === null ? await toMatrix(repository) : await toFiles(repository, folder);
  const seconds = (performance.now() - started) / 1000;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  await app.close();
  return { ...sizes, seconds, idleBytes, peakBytes };
}

async function toMatrix(repository: InteractionsRepository): Promise<Pick<ReadingCost, 'pairs' | 'liked'>> {
  const table = await repository.pairs(RULE, () => undefined);
  const { liked } = buildInteractionMatrix(table, 'all', 2);
  return { pairs: table.users.length, liked: liked.indices.length };
}

async function toFiles(
  repository: InteractionsRepository,
  folder: string,
): Promise<Pick<ReadingCost, 'pairs' | 'liked'>> {
  const { files, liked } = await repository.writePairs(RULE, { folder }, () => undefined);
  return { pairs: files.pairs, liked: liked.pairs };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { databaseUrl, folder } = JSON.parse(line) as { databaseUrl: string; folder: string | null };
  process.stdout.write(`${JSON.stringify(await read(databaseUrl, folder))}\n`);
}
