import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { IngestComponents } from './contracts.js';
import { churn, ingest, recommender } from './service.js';
import type { Problem } from './problem.js';
import type { ServiceName } from '../service-name.js';

/** What jobs of all kinds have in common. */
type JobOfService = Omit<IngestComponents['schemas']['JobDto'], 'kind'> & { kind: string };
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

/** One change of a job, as it was heard of. */
export interface JobStep {
  at: string;
  step: string;
  fraction: number | null;
}

/** One job as it stands, followed by server-sent events while it is active, with the steps that were seen meanwhile. */
export function useJob(service: ServiceName, id: string) {
  const queryClient = useQueryClient();
  const options = jobQuery(service, id);
  const answer = useQuery(options);
  const [steps, setSteps] = useState<JobStep[]>([]);
  const active = answer.data !== undefined && isActive(answer.data);
  useEffect(() => {
    if (!active) return;
    const stream = new EventSource(`/api/${service}/jobs/${encodeURIComponent(id)}/stream`);
    stream.onmessage = ({ data }: MessageEvent<string>) => {
      const job = JSON.parse(data) as JobOfService;
      queryClient.setQueryData(options.queryKey, job as never);
      setSteps((seen) => withStep(seen, job));
      if (!isActive(job)) {
        stream.close();
        // What the job has changed is asked for anew, everywhere.
        void queryClient.invalidateQueries();
      }
    };
    stream.onerror = () => {
      // The browser connects again by itself, except when the server refuses: then the plain question tells why.
      if (stream.readyState === EventSource.CLOSED)
        void queryClient.invalidateQueries({ queryKey: options.queryKey });
    };
    return () => {
      stream.close();
    };
  }, [active, service, id]);
  return { ...answer, steps };
}

function jobQuery(service: ServiceName, id: string) {
  const asked = SERVICES.find(({ name }) => name === service) ?? ingest;
  // Kinds of jobs differ by service, what all of them have does not.
  return asked.query('/jobs/{id}', { params: { path: { id } } });
}

function withStep(seen: JobStep[], { progress, state }: JobOfService): JobStep[] {
  const step = progress.step === '' ? state : progress.step;
  const entry = { at: new Date().toISOString(), step, fraction: progress.fraction };
  return seen.at(-1)?.step === step
    ? [...seen.slice(0, -1), { ...entry, at: seen.at(-1)!.at }]
    : [...seen, entry];
}

export function useCancelJob(service: ServiceName, id: string) {
  const queryClient = useQueryClient();
  const asked = SERVICES.find(({ name }) => name === service) ?? ingest;
  return useMutation({
    mutationFn: () => asked.send('post', '/admin/jobs/{id}/cancel', { params: { path: { id } } }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
}
