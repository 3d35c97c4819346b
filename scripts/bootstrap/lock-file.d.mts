export interface LockHolder {
  pid: number;
  startedAt: string;
  stopping?: boolean;
}

export interface Lock {
  /** Shows other processes that it is worth waiting for this one. */
  markStopping(): void;
  release(): void;
}

export function takeLock(
  path: string,
  options: { onHeld: (holder: LockHolder) => void; incompleteMs?: number; signal?: AbortSignal },
): Promise<Lock>;
