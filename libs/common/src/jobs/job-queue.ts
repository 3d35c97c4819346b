import { PgBoss } from 'pg-boss';
import { CONNECTION_LIMITS } from '../database/bounded-client.js';

/** The running service's side of the queue, for injection. */
export const JOB_QUEUE = Symbol('JOB_QUEUE');

const JOB_QUEUE_SCHEMA = 'job_queue';

/** A kind of job, and what becomes of a further one: it waits, or is refused while one waits or runs (409). */
export interface QueuedKind {
  readonly kind: string;
  readonly whenBusy: 'queue' | 'refuse';
}

/**
 * Creates or upgrades the tables of the job queue (pg-boss), and opens the queues of these kinds. Services
 * themselves never change the schema.
 */
export async function installJobQueue(databaseUrl: string, kinds: readonly QueuedKind[]): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: JOB_QUEUE_SCHEMA,
    supervise: false,
    schedule: false,
    max: 2,
  });
  await boss.start();
  await openQueues(boss, kinds);
  await boss.stop({ graceful: false });
}

/** Makes the queues that are not there yet and gives older ones the options of this version. */
export async function openQueues(boss: PgBoss, kinds: readonly QueuedKind[]): Promise<void> {
  const open = new Map(
    (await boss.getQueues(kinds.map(({ kind }) => kind))).map((queue) => [queue.name, queue]),
  );
  for (const { kind, whenBusy } of kinds) {
    const queue = open.get(kind);
    if (queue === undefined)
      await boss.createQueue(kind, {
        ...QUEUE_OPTIONS,
        policy: whenBusy === 'refuse' ? 'exclusive' : 'singleton',
      });
    else if (QUEUE_OPTION_NAMES.some((name) => queue[name] !== QUEUE_OPTIONS[name]))
      await boss.updateQueue(kind, QUEUE_OPTIONS);
  }
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

const DAY_SECONDS = 86_400;
/** What all queues have in common. */
const QUEUE_OPTIONS = {
  notify: true,
  // A job that died half-way is shown with its reason; its caller decides whether to start another.
  retryLimit: 0,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: DAY_SECONDS - 1,
  retentionSeconds: 30 * DAY_SECONDS,
  deleteAfterSeconds: 90 * DAY_SECONDS,
};
const QUEUE_OPTION_NAMES = Object.keys(QUEUE_OPTIONS) as (keyof typeof QUEUE_OPTIONS)[];

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
    // No job waits for another one here, and nobody reads the list of instances.
    flowIntervalSeconds: 3_600,
    registerInstance: false,
    ...CONNECTION_LIMITS,
    ...{ query_timeout: QUEUE_ANSWERS_WITHIN_MS },
    useListenNotify: true,
    max: 3,
  });
  boss.on('error', onError);
  return boss;
}
