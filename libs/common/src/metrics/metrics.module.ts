import { Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Exports } from '../database/exports.js';
import { Metrics } from './metrics.js';
import { MetricsServer } from './metrics-server.js';
import { measurePool } from './pool-metrics.js';
import { ProcessMetrics } from './process-metrics.js';

@Module({ providers: [Metrics, MetricsServer, ProcessMetrics], exports: [Metrics] })
export class MetricsModule {
  constructor(metrics: Metrics, database: Database, exports: Exports) {
    measurePool(metrics, 'requests', database);
    measurePool(metrics, 'exports', exports);
  }
}
