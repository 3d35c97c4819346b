import { builtInMapping } from '../../apps/ingest-service/src/mapping/built-in.js';
import { createLoader } from './archive-loader.js';

/**
 * A program of its own that loads the folder in LOGS_DIR into DATABASE_URL, every day in a transaction of its own, and
 * ends; LOGS_MAPPING names the built-in mapping that reads it. With REPLAY it reads the rejected lines of that archive again. Tests start it with FAULT_POINT to see it die on the way.
 */
const loader = await createLoader(process.env['DATABASE_URL']!, { limits: { batchBytes: 1 } });
const mapping = builtInMapping(process.env['LOGS_MAPPING'] ?? '');
const archive = process.env['REPLAY'];
if (archive !== undefined) await loader.replay(archive);
else await loader.load(process.env['LOGS_DIR']!, mapping === null ? {} : { mapping });
await loader.close();
