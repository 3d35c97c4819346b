import { Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, JobsService, platformSettings } from '#common';
import type { JobContext, JobDto } from '#common';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until.js';

export const READ = { Authorization: 'Bearer read-key-0123456789' };
export const ADMIN = { Authorization: 'Bearer admin-key-0123456789' };

export interface TestJob {
  kind: string;
  whenBusy?: 'queue' | 'refuse';
  resumes?: boolean;
  run(input: object, context: JobContext): Promise<object>;
}

interface Options {
  name?: string;
  queueLimit?: number;
  /** Whether no other instance runs. */
  alone?: boolean;
  controllers?: Type[];
}

/** A service that runs these kinds of jobs, listening. */
export async function startJobsApp(
  databaseUrl: string,
  jobs: TestJob[],
  { name = 'jobs-test', queueLimit, alone = false, controllers = [] }: Options = {},
): Promise<NestFastifyApplication> {
  @Module({ controllers })
  class TestModule {}

  const settings = platformSettings.parse({
    PORT: 0,
    DATABASE_URL: databaseUrl,
    READ_KEYS: READ.Authorization.slice('Bearer '.length),
    ADMIN_KEYS: ADMIN.Authorization.slice('Bearer '.length),
    LOG_LEVEL: 'error',
    JOB_QUEUE_LIMIT: queueLimit,
    ONLY_INSTANCE: String(alone),
  });
  const app = await createService(
    {
      name,
      title: 'Jobs',
      description: 'Jobs',
      schema: platformSettings,
      module: () => ({ module: TestModule }),
    },
    settings,
  );
  app.useLogger(false);
  for (const job of jobs) app.get(JobsService).register({ whenBusy: 'queue', ...job });
  await app.listen(0, '127.0.0.1');
  return app;
}

/** The job once it has reached one of the states. */
export async function jobIn(
  app: NestFastifyApplication,
  id: string,
  states: JobDto['state'][] = ['succeeded', 'failed', 'cancelled'],
): Promise<JobDto> {
  return await until(
    async () => {
      const job = await app.get(JobsService).get(id);
      return states.includes(job.state) ? job : null;
    },
    `the job to be ${states.join(' or ')}`,
  );
}

/** Jobs that run until the test releases them, or until they are told to stop. */
export class Gate {
  running = 0;
  most = 0;
  readonly aborted: unknown[] = [];
  private isOpen = false;

  open(): void {
    this.isOpen = true;
  }

  readonly pass = async (_input: object, { signal }: JobContext): Promise<object> => {
    this.most = Math.max(this.most, ++this.running);
    try {
      while (!this.isOpen) {
        signal.throwIfAborted();
        await pause(20);
      }
      return { passed: true };
    } catch (error) {
      this.aborted.push(error);
      throw error;
    } finally {
      this.running--;
    }
  };
}
