import { runService } from '#common';
import { churnService } from './churn-service.js';

await runService(churnService);
