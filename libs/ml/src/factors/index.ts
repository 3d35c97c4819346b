// What factor models need of #ml, without the packages that the other models load.
export { SeededRandom } from '../random/seeded-random.js';
export type { AlsObjective } from './als-objective.js';
export { rowRegularization } from './als-objective.js';
export type { SparseRows } from './sparse-rows.js';
export type { RankedIndices } from './top-k.js';
export { TopK } from './top-k.js';
export { FORMS } from './als-objective.js';
