export { clearBest, sortBest } from './best-rows';
export { solveRow } from './exact';
export { explainColumns } from './explain';
export { scorePlaces } from './inner-products';
export { scanRows } from './scan';
export { wideGramPartial } from './wide-gram';
