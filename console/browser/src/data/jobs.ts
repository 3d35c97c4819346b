import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Ingest, ServiceName } from './contracts.js';
import { churn, ingest, recommender } from './service.js';
import type { Problem } from './problem.js';

/** What jobs of all kinds have in common. */
type JobOfService = Omit<Ingest['JobDto'], 'kind'> & { kind: string };
export type Job = JobOfService & { service: ServiceName };

const SERVICES = [ingest, churn, recommender] as const;
const NEWEST = { params: { query: { limit: 100 } } };
const WHILE_ACTIVE_MS = 3_000;
const OTHERWISE_MS = 15_000;

export function isActive({ state }: Pick<Job, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** The newest jobs of all services, newest first; those of a service that is down are missing and it is named. */
export function useJobs(): { jobs: Job[]; isPending: boolean; problems: Problem[] } {
  return useQueries({
    queries: SERVICES.map((service) => ({
      ...(service as typeof ingest).query('/jobs', NEWEST),
      refetchInterval: ({ state }: { state: { data?: JobOfService[] | undefined } }) =>
        state.data?.some(isActive) ? WHILE_ACTIVE_MS : OTHERWISE_MS,
    })),
    combine: (answers) => ({
      jobs: answers
        .flatMap(({ data }, place) => (data ?? []).map((job) => ({ ...job, service: SERVICES[place]!.name })))
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
      isPending: answers.some(({ isPending }) => isPending),
      problems: answers.flatMap(({ error }) => (error === null ? [] : [error])),
    }),
  });
}

/** The state of one job, followed by server-sent events while it is active. */
export function useJob(service: ServiceName, id: string) {
  const queryClient = useQueryClient();
  const options = jobQuery(service, id);
  const answer = useQuery(options);
  const active = answer.data !== undefined && isActive(answer.data);
  useEffect(() => {
    if (!active) return;
    const stream = new EventSource(`/api/${service}/jobs/${encodeURIComponent(id)}/stream`);
    stream.onmessage = ({ data }: MessageEvent<string>) => {
      const job = JSON.parse(data) as JobOfService;
      const before = queryClient.getQueryData<JobOfService>(options.queryKey);
      queryClient.setQueryData(options.queryKey, job as never);
      // Its log has a new line.
      if (before?.progress.step !== job.progress.step)
        void queryClient.invalidateQueries({ queryKey: logQuery(service, id).queryKey });
      if (!isActive(job)) {
        stream.close();
        // What the job has changed is asked for anew, everywhere.
        void queryClient.invalidateQueries();
      }
    };
    stream.onerror = () => {
      // The browser connects again by itself, except when the server refuses: then the plain request gives the reason.
      if (stream.readyState === EventSource.CLOSED)
        void queryClient.invalidateQueries({ queryKey: options.queryKey });
    };
    return () => {
      stream.close();
    };
  }, [active, service, id]);
  return answer;
}

export type JobLogLine = Ingest['JobLogLineDto'];

/** What a job has done so far; asked anew by `useJob` when a step begins. */
export function useJobLog(service: ServiceName, id: string) {
  return useQuery(logQuery(service, id));
}

function logQuery(service: ServiceName, id: string) {
  return serviceOf(service).query('/jobs/{id}/log', { params: { path: { id } } });
}

function jobQuery(service: ServiceName, id: string) {
  return serviceOf(service).query('/jobs/{id}', { params: { path: { id } } });
}

/** Kinds of jobs differ by service, what all of them have does not. */
function serviceOf(service: ServiceName): typeof ingest {
  return SERVICES.find(({ name }) => name === service) ?? ingest;
}

export function cancelJob(service: ServiceName, id: string): Promise<unknown> {
  return serviceOf(service).send('post', '/admin/jobs/{id}/cancel', { params: { path: { id } } });
}
