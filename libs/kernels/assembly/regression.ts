export { addScaledBlock } from './weighted-squares';
export { factoriseSymmetric, solveFactorised } from './symmetric-systems';
