import { PgBoss } from 'pg-boss';
import { CONNECTION_LIMITS } from '../database/bounded-client.js';

/** The running service's side of the queue, for injection. */
export const JOB_QUEUE = Symbol('JOB_QUEUE');

const JOB_QUEUE_SCHEMA = 'job_queue';

/** Creates or upgrades the tables of the job queue (pg-boss). Services themselves never change the schema. */
export async function installJobQueue(databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: JOB_QUEUE_SCHEMA,
    supervise: false,
    schedule: false,
    max: 2,
  });
  await boss.start();
  await boss.stop({ graceful: false });
}

/**
 * For statements of the queue itself, all of them short; pg-boss closes the connection of one that is given
 * up.
 */
const QUEUE_ANSWERS_WITHIN_MS = 30_000;

/**
 * A schedule is looked at this often, so a job begins at most this long after its time, and twice as long at
 * worst.
 */
const LOOK_AT_SCHEDULES_SECONDS = 5;

/**
 * A running job whose process has not confirmed it for so long is marked failed by any service that runs: the
 * process has ended, is paused, or has lost its way to the database. A shorter time would end jobs of a machine
 * or a database that has too much to do.
 */
export const HEARTBEAT_SECONDS = 60;
export const RENEW_HEARTBEAT_SECONDS = 5;
const LOOK_AT_HEARTBEATS_SECONDS = 15;

/**
 * The running service's side of the queue. `onError` is called for lost connections; pg-boss reconnects by
 * itself. Each instance also watches the clock for jobs that are scheduled; one at a time does.
 */
export function createJobQueue(
  databaseUrl: string,
  applicationName: string,
  onError: (error: unknown) => void,
): PgBoss {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: JOB_QUEUE_SCHEMA,
    application_name: `${applicationName} jobs`,
    migrate: false,
    cronMonitorIntervalSeconds: LOOK_AT_SCHEDULES_SECONDS,
    cronWorkerIntervalSeconds: LOOK_AT_SCHEDULES_SECONDS,
    superviseIntervalSeconds: LOOK_AT_HEARTBEATS_SECONDS,
    monitorIntervalSeconds: LOOK_AT_HEARTBEATS_SECONDS,
    maintenanceIntervalSeconds: 3_600,
    monitorVacuum: false,
    ...CONNECTION_LIMITS,
    ...{ query_timeout: QUEUE_ANSWERS_WITHIN_MS },
    useListenNotify: true,
    max: 3,
  });
  boss.on('error', onError);
  return boss;
}
