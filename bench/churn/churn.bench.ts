import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareModels } from './compare-models.js';
import { measureDelivery } from './delivery.js';
import { simulateGate } from './gate-simulation.js';
import { measureLaterDays } from './later-days.js';
import { measurePrediction } from './prediction-speed.js';
import { measureReachable } from './reachable.js';
import { measureWaChurn } from './wa-churn.js';
import { measurePortable } from './portable.js';
import { PeerProcess } from './peer-process.js';
import { compareWeighted } from './weights.js';
import type { WaitPolicy } from './peer-process.js';

/**
 * npm run bench:churn -- [--repeats 3] [--only forest] [--wait passive|default|active] [--data FOLDER]
 * npm run bench:churn -- later-days [--only cdnow] [--origins 4] [--data FOLDER]: what history and snapshots add
 * npm run bench:churn -- reachable [--seeds 1,2,3,4,5]: distance to the best that generated
 * logs allow Peers: python3 -m venv bench/peers/venv && bench/peers/venv/bin/pip install scikit-learn
 * lightgbm
 * npm run bench:churn -- gate [--worlds 50]: some 200 retrains with and without shifts
 * npm run bench:churn -- portable: models as ONNX and SQL beside what is served (peers: pip install duckdb onnxruntime numpy)
 * npm run bench:churn -- delivery: changes of an audience to a receiver, and to one that cuts connections
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    origins: { type: 'string', default: '4' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    repeats: { type: 'string', default: '3' },
    worlds: { type: 'string', default: '50' },
    wait: { type: 'string', default: 'passive' },
    only: { type: 'string', default: '' },
    data: { type: 'string', default: process.env['CHURN_BENCH_DATA'] ?? '' },
  },
});

// Both files lie in dist/bench/churn when they run.
const root = new URL('../../../', import.meta.url);
const fromRoot = (path: string) => fileURLToPath(new URL(path, root));
const only = new RegExp(options.only);
if (positionals.includes('later-days')) {
  await measureLaterDays(options.data, Number(options.origins), only);
  process.exit();
}
if (positionals.includes('reachable')) {
  console.table(await measureReachable(options.seeds.split(',').map(Number)));
  process.exit();
}
if (positionals.includes('portable')) {
  console.table(await measurePortable(fromRoot('bench/peers/venv/bin/python')));
  process.exit();
}
if (positionals.includes('gate')) {
  console.table(await simulateGate(Number(options.worlds)));
  process.exit();
}
if (positionals.includes('delivery')) {
  await measureDelivery();
  process.exit();
}
const started = await PeerProcess.start(
  fromRoot('bench/peers/venv/bin/python'),
  fromRoot('bench/churn/peers.py'),
  options.wait as WaitPolicy,
);
const peers = started?.peers ?? null;
try {
  console.log(
    'peers',
    options.wait,
    started?.versions ?? 'absent',
    'node',
    process.version,
    'load',
    loadavg(),
  );
  if (peers !== null && only.test('weights')) {
    const { fits, measures } = await compareWeighted(peers);
    console.table(fits);
    console.log(measures);
  }
  console.table(
    (await compareModels(peers, Number(options.repeats), only)).flatMap(({ task, ours, peer, lightgbm }) => [
      { task, who: 'ours', ...ours },
      ...(peer ? [{ task, who: 'scikit-learn', ...peer, ours: ours.seconds / peer.seconds }] : []),
      ...(lightgbm ? [{ task, who: 'LightGBM', ...lightgbm, ours: ours.seconds / lightgbm.seconds }] : []),
    ]),
  );
  console.log('load', loadavg());
  if (only.test('prediction')) console.table(measurePrediction());
  if (only.test('wa-churn')) console.table(await measureWaChurn(options.data, peers));
} finally {
  await peers?.stop();
}
