import { evaluateBaselines } from './baselines.js';

/** The baselines, in a thread beside the fit. */
export default evaluateBaselines;
