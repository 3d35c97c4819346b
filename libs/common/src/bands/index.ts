/** The bands of churn risk, the same in every service that answers by them. */
export { BAND_SETTINGS, BANDS, BANDS_ASCEND, bandOf, cutsOf, rangeOf } from './churn-band.js';
export type { Band, BandCuts, RiskRange } from './churn-band.js';
