/** The points of a load at which a test can kill the process; in the order in which a load meets them. */
export const FAULT_POINTS = [
  'files_found',
  'contents_hashed',
  'partitions_made',
  'days_locked',
  'old_events_removed',
  'rows_copying',
  'rows_copied',
  'archive_booked',
  'archive_refused',
  'songs_gathered',
  'user_day_rebuilt',
  'users_excluded',
  'batch_committed',
  'days_copied',
  'days_counted',
  'songs_merged',
  'songs_committed',
  'statistics_made',
] as const;

/** The same of a retention run. */
export const RETENTION_FAULT_POINTS = [
  'retention_day_read',
  'retention_day_locked',
  'retention_day_dropped',
  'retention_day_committed',
  'retention_swept',
] as const;

/** The same of an erasure. */
export const ERASURE_FAULT_POINTS = ['erased_day_committed', 'erased_rows_committed'] as const;

/** The same of a batch of posted events. */
export const POSTING_FAULT_POINTS = ['batch_stored', 'batch_posted', 'day_finished'] as const;

/** The same of a thread that reads: the thread ends, and the process goes on. */
export type ThreadFaultPoint = 'chunk_parsed';

export type FaultPoint = (
  | typeof FAULT_POINTS
  | typeof RETENTION_FAULT_POINTS
  | typeof ERASURE_FAULT_POINTS
  | typeof POSTING_FAULT_POINTS
)[number];

const [wanted, times, signal = 'SIGKILL'] = (
  process.env['NODE_ENV'] === 'test' ? (process.env['FAULT_POINT'] ?? '') : ''
).split(':');
let left = Number(times ?? 1);

/**
 * Where a test asks for it, the process dies here, as it would by kill -9: `FAULT_POINT=rows_copied:3` at the
 * third time, `any:20` at the twentieth point of all. Only with NODE_ENV=test; otherwise it compares two
 * texts.
 */
export function faultPoint(point: FaultPoint): void {
  if (point !== wanted && wanted !== 'any') return;
  if (--left === 0) process.kill(process.pid, signal);
}

/** Ends the thread where a test asks for this very point. */
export function threadFaultPoint(point: ThreadFaultPoint): void {
  if (point === wanted && --left === 0) process.exit(1);
}
