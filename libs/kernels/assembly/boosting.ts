export { fillHistogram, subtractHistogram } from './gradient-histogram';
export { findSplit, startTree } from './gradient-split';
