import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { Metrics } from './metrics.js';

/** The event loop is looked at this often; a look that comes late by this much and more is a lag. */
const RESOLUTION_MS = 10;

/**
 * What every Node process shows, under the names that Prometheus clients use, all of it read at the scrape.
 * The library's own collection would keep a timer of 100 ms and an observer of garbage collections for ever.
 */
@Injectable()
export class ProcessMetrics implements OnApplicationShutdown {
  private readonly lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private utilization: EventLoopUtilization = performance.eventLoopUtilization();

  constructor(metrics: Metrics) {
    this.lag.enable();
    metrics.count({ name: 'process_cpu_seconds_total', help: 'Processor time of all threads' }, () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    });
    const startedAt = performance.timeOrigin / 1000;
    metrics.gauge(
      { name: 'process_start_time_seconds', help: 'When the process began, since 1970' },
      () => startedAt,
    );
    metrics.gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory' }, () =>
      process.memoryUsage.rss(),
    );
    metrics.gauge(
      { name: 'process_open_fds', help: 'Open files and sockets; absent where the system does not tell' },
      openFiles,
    );
    metrics.gauge(
      { name: 'nodejs_heap_size_used_bytes', help: 'Objects on the heap of the main thread' },
      () => process.memoryUsage().heapUsed,
    );
    for (const [name, percentile] of [
      ['p50', 50],
      ['p99', 99],
      ['max', 100],
    ] as const) {
      const help = `How late the event loop came to its timers since the last scrape: ${name}`;
      metrics.gauge({ name: `nodejs_eventloop_lag_${name}_seconds`, help }, () => this.lagOf(percentile));
    }
    metrics.gauge(
      {
        name: 'nodejs_eventloop_utilization_ratio',
        help: 'Share of the time since the last scrape in which the event loop was busy',
      },
      () => this.busyShare(),
    );
  }

  onApplicationShutdown(): void {
    this.lag.disable();
  }

  /** The last one that a scrape asks for begins the next period. */
  private lagOf(percentile: number): number {
    const { lag } = this;
    const milliseconds = lag.count === 0 ? 0 : lag.percentile(percentile) / 1e6;
    if (percentile === 100) lag.reset();
    return Math.max(0, milliseconds - RESOLUTION_MS) / 1000;
  }

  private busyShare(): number {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.utilization);
    this.utilization = now;
    // Two scrapes at once have no time between them.
    return Number.isFinite(utilization) ? utilization : 0;
  }
}

function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
