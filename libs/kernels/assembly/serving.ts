export { clearBest, sortBest } from './best-rows';
export { scanCodes } from './compact-scan';
export { explainColumns, solveRow } from './exact';
export { scanMany, scanOne, scorePlaces } from './scan';
export { wideGramPartial } from './wide-gram';
