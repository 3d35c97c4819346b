import { runService } from '#common';
import { setFlagsFromString } from 'node:v8';
import { ingestService } from './ingest-service.js';

/**
 * Garbage of loads is collected when the heap has grown by 60 %, not to three times what is in use: a Parquet file
 * takes 100 MiB less, in the same time.
 */
setFlagsFromString('--heap-growing-percent=60');
await runService(ingestService);
