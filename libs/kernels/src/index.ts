export { KernelsNotBuilt } from './kernel-files.js';
export { hasRelaxedSimd } from './kernel-module.js';
export { trainAls } from './train-als.js';
export type { TrainAlsOptions, TrainedFactors } from './train-als.js';
export { CompactScan } from './compact-scan.js';
export { FoldIn } from './fold-in.js';
export { VectorScan } from './vector-scan.js';
