import { runService } from '#common';
import { ingestService } from './ingest-service.js';

await runService(ingestService);
