export { SeededRandom } from './random/seeded-random.js';
