import { createDataSource, Database } from '#common';
import { dropDaysBefore } from '../../apps/ingest-service/src/retention/retention.service.js';
import { retentionOf } from './retention.js';

/**
 * A program of its own that drops the days before RETAIN_BEFORE in DATABASE_URL, and ends. Tests start it with FAULT_POINT
 * to see it die on the way.
 */
process.stdout.write('dropping\n');
const dataSource = createDataSource({ url: process.env['DATABASE_URL']!, applicationName: 'test-retention' });
await dataSource.initialize();
await dropDaysBefore(retentionOf(new Database(dataSource)), process.env['RETAIN_BEFORE']!, {
  signal: new AbortController().signal,
  progress: () => undefined,
});
await dataSource.destroy();
