export { conjugateGradientSweep } from './conjugate-gradient';
export { exactSweep } from './exact';
export { gramPartial, gramTotal } from './gram';
export { lossPartial } from './loss';
export { rotateRows } from './rotate-rows';
export { wideGramPartial } from './wide-gram';
