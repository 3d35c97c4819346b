import type { GateDecision, ModelVersion } from './model-version.entity.js';

/** A model that has just been trained and asks to be kept. */
export interface ModelCandidate {
  kind: string;
  snapshotDate: string | null;
  dataFrom: string | null;
  dataTo: string | null;
  seed: number;
  parameters: object;
  report: object;
  artefact: Buffer;
  catalogueHash?: string;
}

/** promotes false: a version that passes is stored as ready, and does not go live. Default true. */
type GateAnswer = GateDecision & { promotes?: boolean };

export type Gate = (champion: ModelVersion | null) => GateAnswer | Promise<GateAnswer>;
