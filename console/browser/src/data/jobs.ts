import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
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
const FOLLOWED_MS = 1_000;

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

/** The state of one job, asked each second while it is active. */
export function useJob(service: ServiceName, id: string) {
  const queryClient = useQueryClient();
  const wasActive = useRef(false);
  const answer = useQuery({
    ...jobQuery(service, id),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isActive(data) ? FOLLOWED_MS : false),
  });
  const active = answer.data !== undefined && isActive(answer.data);
  useEffect(() => {
    // What the job has changed is asked for anew, everywhere.
    if (wasActive.current && !active) void queryClient.invalidateQueries();
    wasActive.current = active;
  }, [active]);
  return answer;
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
