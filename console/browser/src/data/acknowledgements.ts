import { useQuery } from '@tanstack/react-query';
import type { Ingest } from './contracts.js';
import { ingest } from './service.js';

export type Acknowledgement = Ingest['AcknowledgementDto'];

/** What is known to be wrong, by subject; undefined while that is asked. */
export function useAcknowledgements(): ReadonlyMap<string, Acknowledgement> | undefined {
  const { data } = useQuery(ingest.query('/acknowledgements'));
  return data && new Map(data.acknowledgements.map((one) => [one.subject, one]));
}

export function holeSubject({ day, kind }: { day: string; kind: string }): string {
  return `hole.${day}.${kind}`;
}

export async function acknowledge(subjects: readonly string[], note: string): Promise<void> {
  for (const subject of subjects)
    await ingest.send('put', '/admin/acknowledgements/{subject}', {
      params: { path: { subject } },
      body: { note },
    });
}

export async function takeBack(subjects: readonly string[]): Promise<void> {
  for (const subject of subjects)
    await ingest.send('delete', '/admin/acknowledgements/{subject}', { params: { path: { subject } } });
}
