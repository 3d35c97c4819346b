export { conjugateGradientSweep } from './conjugate-gradient';
export { gramPartial, gramTotal } from './gram';
export { lossPartial } from './loss';
export { rotateRows } from './rotate-rows';
