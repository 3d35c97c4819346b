/** What distinguishes a process from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
  command: string;
}

export function identifyProcess(pid: number): ProcessIdentity | null;
export function isSameProcess(recorded: Pick<ProcessIdentity, 'pid' | 'startedAt'>): boolean;
