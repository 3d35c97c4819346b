export { conjugateGradientSweep } from './conjugate-gradient';
export { exactSweep } from './exact';
export { gramPartial, gramTotal } from './gram';
export { lossPartial } from './loss';
export { wideGramPartial } from './wide-gram';
