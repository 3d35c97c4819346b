/** One condition for going live, and the figures behind it. */
export interface GateCheck {
  readonly passed: boolean;
  readonly what: string;
}

/** What the gate looks at beside the evaluation. */
export interface GateContext {
  /** The live version at the moment of publication; null when there is none. */
  readonly liveVersion: number | null;
  /** ROC AUC that no model can beat, where the generator of the logs knows it. */
  readonly bestReachableAuc: number | null;
}
