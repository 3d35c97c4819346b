import type { Reads } from '../database/reads.js';
import type { Metrics } from './metrics.js';

/** How the hot standby of DATABASE_READ_URL does; without one only a count of 0. */
export function measureStandby(metrics: Metrics, reads: Reads): void {
  metrics.count(
    {
      name: 'musicbox_standby_fallbacks_total',
      help: 'Readings that the primary answered because the standby was off, too far behind or failed',
    },
    () => reads.fallbacks,
  );
  metrics.gauge(
    {
      name: 'musicbox_standby_lag_seconds',
      help: 'How far the standby of DATABASE_READ_URL is behind; absent while it is off or none is set',
    },
    () => {
      const lagMs = reads.standby?.lagMs ?? null;
      return lagMs === null ? null : lagMs / 1000;
    },
  );
}
