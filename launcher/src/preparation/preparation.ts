import type { PlatformStateRepository } from '../database/platform-state.repository.js';
import type { Progress, PlatformClient } from './platform-client.js';

/** What loading and training need of the running platform. */
export interface Preparation {
  client: PlatformClient;
  state: PlatformStateRepository;
  /** How often a service or PostgreSQL has ended unexpectedly since the start. */
  interruptions: () => number;
  onProgress: (progress: Progress) => void;
  /** Prints one line for the person at the terminal. */
  say: (line: string) => void;
  stop: AbortSignal;
}
