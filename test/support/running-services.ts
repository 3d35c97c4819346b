import type { JobDto } from '#common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConformingAnswers } from './conforming-answers.js';
import { ServiceProcess } from './service-process.js';
import type { Answer, Question } from './service-process.js';

export type ServiceName = 'ingest' | 'churn' | 'recommender';

export interface ServicesOptions {
  /** A migrated database, see `createTestDatabase`. */
  databaseUrl: string;
  /** Folder with the archives. Default: an empty temporary one, removed by `stop`. */
  logsFolder?: string;
  /** Settings beside keys, port, folder and database. */
  environment?: Record<string, string>;
}

/** The three services, ready, each a process of its own as in production. */
export interface RunningServices extends Record<ServiceName, ServiceProcess> {
  logsFolder: string;
  /** Asks the service named first in it: `ask('churn', '/churn/168550892')`. */
  ask(service: ServiceName, path: string, question?: Question): Promise<Answer>;
  /** Begins the job of a POST below /admin. */
  startJob(service: ServiceName, path: string, body?: object): Promise<JobDto>;
  /** Begins a job, waits for it, and answers its result. @throws when it does not succeed */
  runJob(service: ServiceName, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Ends all three as an operator would; answers how each one ended. */
  stop(): Promise<Record<ServiceName, string>>;
}

const NAMES: ServiceName[] = ['ingest', 'churn', 'recommender'];

/** Starts the compiled services on free ports and waits until each one is ready; from then on every answer must be as documented. */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const ownFolder = options.logsFolder === undefined ? mkdtempSync(join(tmpdir(), 'logs-')) : null;
  const logsFolder = options.logsFolder ?? ownFolder!;
  const started = await Promise.allSettled(
    NAMES.map((name) => startService(name, { ...options, logsFolder })),
  );
  const processes = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failure = started.find((start) => start.status === 'rejected');
  if (failure) {
    await Promise.all(processes.map((process) => process.stop()));
    throw failure.reason;
  }
  const [ingest, churn, recommender] = processes as [ServiceProcess, ServiceProcess, ServiceProcess];
  const services = { ingest, churn, recommender };
  for (const service of processes) {
    service.answers = new ConformingAnswers(await service.get<OpenAPIObject>('/docs-json', { key: null }));
  }
  return {
    ...services,
    logsFolder,
    ask: (service, path, question) => services[service].ask(path, question),
    startJob: (service, path, body) => services[service].startJob(path, body),
    runJob: (service, path, body) => services[service].runJob(path, body),
    stop: async () => {
      const ended = await Promise.all(processes.map((process) => process.stop()));
      if (ownFolder !== null) rmSync(ownFolder, { recursive: true, force: true });
      return { ingest: ended[0]!, churn: ended[1]!, recommender: ended[2]! };
    },
  };
}

/** Starts one of the services and waits until it is ready. */
export async function startService(
  name: ServiceName,
  options: ServicesOptions & { logsFolder: string; command?: string[] },
): Promise<ServiceProcess> {
  const process = new ServiceProcess(
    `${name}-service`,
    {
      DATABASE_URL: options.databaseUrl,
      LOGS_DIR: options.logsFolder,
      ONLY_INSTANCE: 'true',
      // The machine of the tests may be busy.
      OVERLOAD_LAG_MS: '0',
      ...options.environment,
    },
    options.command,
  );
  try {
    await process.ready();
    return process;
  } catch (error) {
    await process.stop();
    throw error;
  }
}
