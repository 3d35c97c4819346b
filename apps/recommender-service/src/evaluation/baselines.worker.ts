import { evaluateBaselines } from './baselines.js';

/** The baselines, in a thread next to the fit. */
export default evaluateBaselines;
