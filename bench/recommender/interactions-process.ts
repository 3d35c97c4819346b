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
  ...{ playWeight: 1, completionExponent: 1, downloadWeight: 2, halfLifeDays: 0, logDamping: true },
  ...{ minSongSeconds: 30, minListeners: 2, cut: '2017-04-14', until: '2017-04-18' },
};

async function read(databaseUrl: string): Promise<ReadingCost> {
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
  const table = await app.get(InteractionsRepository).pairs(RULE, () => undefined);
  const seconds = (performance.now() - started) / 1000;
  const { liked } = buildInteractionMatrix(table, 'all', 2);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  await app.close();
  return { pairs: table.users.length, liked: liked.indices.length, seconds, idleBytes, peakBytes };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { databaseUrl } = JSON.parse(line) as { databaseUrl: string };
  process.stdout.write(`${JSON.stringify(await read(databaseUrl))}\n`);
}
