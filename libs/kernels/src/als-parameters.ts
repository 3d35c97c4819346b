import type { AlsObjective } from '#ml/factors';

/** What a training minimises, and from where by how many steps. */
export interface AlsParameters extends AlsObjective {
  /** Length of each vector. */
  factors: number;
  iterations: number;
  /** Conjugate-gradient steps of a row and iteration. */
  steps: number;
  seed: number;
  /** Standard deviation of a starting vector's length: each value is normal with initialScale / sqrt(factors). */
  initialScale: number;
}
