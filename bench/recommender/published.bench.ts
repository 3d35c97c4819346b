import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { loadavg, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SeededRandom } from '#ml';
import { ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const K = 20;
const DAYS = 60;
const FIRST_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const ASKED_AT_ONCE = 8;
const LONGEST_RETRAIN_MS = 7_200_000;
const MAPPING =
  'name: published\nrecords: lines\nuser: user\nsong: song\ntime: { column: at, format: unix_ms }\n';
const USAGE = `npm run bench:recommender -- published FOLDER [--seed 1] [--seconds 120]
  FOLDER/train.txt and test.txt: a line is "user item item ..." or "user item 1" (--triples).
  The pairs of train.txt become plays on ${DAYS} days drawn by the seed; the services load and learn them with their
  defaults, and the lists of ${K} songs that they serve are compared with test.txt. The search has so many seconds: run
  it on a quiet machine.`;

type Pairs = Map<string, string[]>;

/**
 * A published split through the front door: its training pairs loaded as plays, a retrain with its search, and the
 * served lists scored as papers do: NDCG@20 and Recall@20 over users with test pairs, training pairs left out, the
 * whole catalogue ranked (He et al. 2020, LightGCN, section 4.1).
 */
export async function measurePublished(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '120' },
      triples: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined) {
    console.log(USAGE);
    return;
  }
  const train = pairsOf(join(folder, 'train.txt'), values.triples);
  const test = pairsOf(join(folder, 'test.txt'), values.triples);
  const logs = mkdtempSync(join(tmpdir(), 'bench-published-'));
  try {
    await writePlays(train, resolve(logs, 'plays.jsonl'), Number(values.seed));
    await onThrowAwayDatabase(async (url) => {
      const found = await servedLists(url, logs, [...test.keys()], {
        RECOMMENDER_SEARCH_SECONDS: values.seconds,
        RECOMMENDER_SEED: values.seed,
      });
      report(`${basename(folder)}, seed ${values.seed}`, test, found);
    });
  } finally {
    rmSync(logs, { recursive: true });
  }
}

/** Items by user. @throws where the file is absent */
function pairsOf(path: string, isTriples: boolean): Pairs {
  const pairs: Pairs = new Map();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [user, ...items] = line.trim().split(/\s+/);
    if (user === undefined || user === '') continue;
    const own = pairs.get(user) ?? [];
    own.push(...(isTriples ? items.slice(0, 1) : items));
    pairs.set(user, own);
  }
  return pairs;
}

async function writePlays(train: Pairs, path: string, seed: number): Promise<void> {
  const random = new SeededRandom(seed);
  const file = createWriteStream(path);
  for (const [user, songs] of train) {
    for (const song of songs) {
      const at = FIRST_MS + random.int(DAYS) * DAY_MS + random.int(DAY_MS);
      if (!file.write(`${JSON.stringify({ user, song, at })}\n`)) await once(file, 'drain');
    }
  }
  file.end();
  await once(file, 'close');
}

/** The list of each user, as `GET /recommend/:userId` answers it after a load and a retrain. */
async function servedLists(
  url: string,
  logs: string,
  users: string[],
  settings: Record<string, string>,
): Promise<Map<string, string[]>> {
  const environment = {
    DATABASE_URL: url,
    LOGS_DIR: logs,
    NODE_ENV: 'production',
    RATE_LIMIT_PER_MINUTE: '0',
  };
  const services: ServiceProcess[] = [];
  const start = async (name: string, more: Record<string, string> = {}): Promise<ServiceProcess> => {
    const service = new ServiceProcess(name, { ...environment, ...more });
    services.push(service);
    await service.ready();
    return service;
  };
  try {
    const ingest = await start('ingest-service');
    await ingest.get('/admin/ingest/mappings', { body: { text: MAPPING } });
    const load = await ingest.runJob('/admin/ingest/archives', { path: '.', mapping: 'published' });
    console.log(`loaded ${JSON.stringify(load['events'])}`);
    const recommender = await start('recommender-service', settings);
    const began = performance.now();
    const retrain = await recommender.runJob('/admin/recommender/retrain', {}, LONGEST_RETRAIN_MS);
    console.log(
      `retrained in ${((performance.now() - began) / 1000).toFixed(0)} s, load ${loadavg()[0]!.toFixed(1)}: ${JSON.stringify(retrain)}`,
    );
    const { parameterSearches } = await recommender.get<{ parameterSearches: object[] }>(
      '/recommend/parameter-searches?limit=1',
    );
    console.log(`search: ${JSON.stringify(parameterSearches)}`);
    const lists = new Map<string, string[]>();
    const waiting = users.values();
    await Promise.all(
      Array.from({ length: ASKED_AT_ONCE }, async () => {
        for (const user of waiting) {
          const path = `/recommend/${encodeURIComponent(user)}?limit=${K}`;
          const { songs } = await recommender.get<{ songs: { songId: string }[] }>(path);
          lists.set(
            user,
            songs.map(({ songId }) => songId),
          );
        }
      }),
    );
    return lists;
  } finally {
    for (const service of services) await service.stop();
  }
}

function report(name: string, test: Pairs, lists: Map<string, string[]>): void {
  const ndcg: number[] = [];
  const recall: number[] = [];
  for (const [user, items] of test) {
    const wanted = new Set(items);
    const gains = lists.get(user)!.map((song, n) => (wanted.has(song) ? 1 / Math.log2(n + 2) : 0));
    let ideal = 0;
    for (let n = 0; n < Math.min(K, wanted.size); n++) ideal += 1 / Math.log2(n + 2);
    ndcg.push(gains.reduce((sum, gain) => sum + gain, 0) / ideal);
    recall.push(gains.filter((gain) => gain > 0).length / wanted.size);
  }
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(mean(ndcg.map((value) => (value - mean(ndcg)) ** 2)) / ndcg.length);
  console.log(
    `${name}: ${ndcg.length} users, NDCG@${K} ${mean(ndcg).toFixed(4)} (standard error ${deviation.toFixed(4)}), Recall@${K} ${mean(recall).toFixed(4)}`,
  );
}
