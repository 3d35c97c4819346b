import { Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Exports } from '../database/exports.js';
import { Reads } from '../database/reads.js';
import { Metrics } from './metrics.js';
import { MetricsServer } from './metrics-server.js';
import { measurePool } from './pool-metrics.js';
import { measureStandby } from './standby-metrics.js';

@Module({ providers: [Metrics, MetricsServer], exports: [Metrics] })
export class MetricsModule {
  constructor(metrics: Metrics, database: Database, exports: Exports, reads: Reads) {
    measurePool(metrics, 'requests', database);
    measurePool(metrics, 'exports', exports);
    measureStandby(metrics, reads);
  }
}
