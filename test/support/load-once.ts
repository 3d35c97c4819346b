import { readMapping } from '../../apps/ingest-service/src/mapping/read-mapping.js';
import { createLoader } from './archive-loader.js';

/**
 * A program of its own that loads the folder in LOGS_DIR into DATABASE_URL, every day in a transaction of its own, and
 * ends; LOGS_MAPPING is the YAML of the mapping that reads it. Tests start it with FAULT_POINT to see it die on the way, or kill it after it has written a line.
 */
const loader = await createLoader(process.env['DATABASE_URL']!, {
  limits: { batchBytes: 1, rowBytes: 1_000 },
});
const text = process.env['LOGS_MAPPING'];
process.stdout.write('loading\n');
await loader.load(process.env['LOGS_DIR']!, text === undefined ? {} : { mapping: readMapping(text) });
await loader.close();
