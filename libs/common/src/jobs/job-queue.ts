import { PgBoss } from 'pg-boss';

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

/** The running service's side of the queue. `onError` hears of lost connections; pg-boss reconnects by itself. */
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
    schedule: false,
    useListenNotify: true,
    max: 3,
  });
  boss.on('error', onError);
  return boss;
}
