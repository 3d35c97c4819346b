export { clearBest, sortBest } from './best-rows';
export { solveRow } from './exact';
export { explainColumns } from './explain';
export { scanFewRows, scanRows, scorePlaces } from './scan';
export { wideGramPartial } from './wide-gram';
