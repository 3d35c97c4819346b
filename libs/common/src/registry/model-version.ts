export interface GateDecision {
  accepted: boolean;
  /** One sentence for each check, passed or not. */
  reasons: string[];
}

/** retired: its artefact has been dropped to save space, its report and scores are kept. */
export const MODEL_STATES = ['live', 'ready', 'refused', 'retired'] as const;
export type ModelState = (typeof MODEL_STATES)[number];

/** One immutable trained model. `version` counts from 1 within its kind. */
export interface ModelVersion {
  id: number;
  kind: string;
  version: number;
  state: ModelState;
  snapshotDate: string | null;
  dataFrom: string | null;
  dataTo: string | null;
  seed: number;
  parameters: Record<string, unknown>;
  report: Record<string, unknown>;
  gate: GateDecision;
  catalogueHash: string | null;
  codeVersion: string;
  artefactSha256: string;
  artefactBytes: number;
  createdAt: string;
}

/** A version without its report, but for the figures that were asked for. */
export interface ModelSummary<Figure extends string = string> extends Omit<ModelVersion, 'report'> {
  /** Whether it learned from generated logs. */
  synthetic: boolean;
  /** Null where the report has no such figure. */
  figures: Record<Figure, number | null>;
}

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

export type Gate = (champion: ModelVersion | null) => GateDecision | Promise<GateDecision>;
