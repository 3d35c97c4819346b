import { writeSampleLogs } from '#sample-logs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

/**
 * How far the quality that probabilities make expect lies from what came: backtests of generated logs, whose users do not change.
 * Arguments: users (default 6,000), then seeds (default 1 2 3).
 */
const [users = 6_000, ...given] = process.argv.slice(2).map(Number);
const seeds = given.length === 0 ? [1, 2, 3] : given;
const DAYS = { firstDay: '2017-03-30', lastDay: '2017-07-07' };

interface Measured {
  value: number;
  low: number;
  high: number;
}

interface Origin {
  scored: string;
  users: number;
  rocAuc: number;
  brier: number;
  logLoss: number;
  expected: Record<'rocAuc' | 'brier' | 'logLoss', Measured>;
}

async function originsOf(seed: number): Promise<Origin[]> {
  const logs = mkdtempSync(join(tmpdir(), 'bench-expected-'));
  let origins: Origin[] = [];
  try {
    await writeSampleLogs({ directory: logs, userCount: users, ...DAYS, seed });
    await onThrowAwayDatabase(async (url) => {
      const services: ServiceProcess[] = [];
      const start = async (name: string): Promise<ServiceProcess> => {
        const service = new ServiceProcess(name, {
          DATABASE_URL: url,
          LOGS_DIR: logs,
          NODE_ENV: 'production',
        });
        services.push(service);
        await service.ready();
        return service;
      };
      try {
        await (await start('ingest-service')).runJob('/admin/ingest/archives', { path: '.' });
        const churn = await start('churn-service');
        await churn.runJob('/admin/churn/backtest', { origins: 3, resamples: 50 });
        origins = (await churn.get<{ backtests: { origins: Origin[] }[] }>('/churn/backtests')).backtests[0]!
          .origins;
      } finally {
        for (const service of services) await service.stop();
      }
    });
  } finally {
    rmSync(logs, { recursive: true });
  }
  return origins;
}

const differences: number[] = [];
for (const seed of seeds) {
  const origins = await originsOf(seed);
  console.table(
    origins.map(({ scored, users: predicted, expected, ...told }) => ({
      seed,
      scored,
      users: predicted,
      ...Object.fromEntries(
        (['rocAuc', 'brier', 'logLoss'] as const).flatMap((measure) => {
          const { value, low, high } = expected[measure];
          return [
            [`${measure} expected`, `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`],
            [measure, told[measure].toFixed(4)],
          ];
        }),
      ),
    })),
  );
  differences.push(...origins.map(({ rocAuc, expected }) => Math.abs(rocAuc - expected.rocAuc.value)));
}
console.log('largest difference of the ROC AUC', Math.max(...differences).toFixed(4));
