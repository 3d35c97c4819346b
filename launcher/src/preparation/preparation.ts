import type { PlatformClient, Progress } from './platform-client.js';

/** What loading and training need of the running platform. */
export interface Preparation {
  client: PlatformClient;
  /** How often a service or PostgreSQL has ended unexpectedly since the start. */
  interruptions: () => number;
  onProgress: (progress: Progress) => void;
  /** Prints one line on the terminal. */
  say: (line: string) => void;
  stop: AbortSignal;
}
