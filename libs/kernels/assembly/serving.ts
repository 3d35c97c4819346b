export { clearBest, sortBest } from './best-rows';
export { scanCodes } from './compact-scan';
export { explainColumn, solveRow } from './exact';
export { scanMany, scanOne } from './scan';
export { wideGramPartial } from './wide-gram';
