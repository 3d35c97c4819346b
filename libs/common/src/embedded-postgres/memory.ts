import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

const MB = 1024 * 1024;

/** Memory this process may use, in MB: the machine's, or less when a container limits it. */
function availableMb(): number {
  const limit = process.constrainedMemory();
  const total = totalmem();
  return Math.floor((limit > 0 && limit < total ? limit : total) / MB);
}

/** Server settings by purpose; a throw-away test cluster trades durability for speed. */
export function serverSettings(
  purpose: 'platform' | 'test',
  memoryMb = availableMb(),
  sharedMemoryMb = freeSharedMemoryMb(),
): Record<string, string> {
  const share = (divisor: number, least: number, most: number): string =>
    `${Math.min(most, Math.max(least, Math.floor(memoryMb / divisor)))}MB`;
  return {
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    max_connections: '100',
    // A file of many years writes to thousands of partitions in one transaction; a lock takes 300 bytes.
    max_locks_per_transaction: '1024',
    // Without replicas, COPY into a partition made in the same transaction need not write to the WAL.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: purpose === 'test' ? '1GB' : '4GB',
    checkpoint_timeout: '15min',
    log_checkpoints: 'off',
    random_page_cost: '1.1',
    shared_buffers: purpose === 'test' ? share(32, 64, 256) : share(8, 128, 2048),
    effective_cache_size: share(2, 256, 65536),
    work_mem: share(256, 16, 64),
    maintenance_work_mem: share(32, 64, 512),
    // Containers often give /dev/shm only 64 MB, on which parallel hash joins fail.
    ...(sharedMemoryMb < 512 ? { dynamic_shared_memory_type: 'mmap' } : {}),
    ...(purpose === 'test' ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
  };
}

function freeSharedMemoryMb(): number {
  if (process.platform !== 'linux') return Number.POSITIVE_INFINITY;
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return (bavail * bsize) / MB;
  } catch {
    return 0;
  }
}
