export { addScaledBlock } from './weighted-squares';
export { factoriseSymmetric, leaveResidual, narrowSymmetric, solveFactorised } from './symmetric-systems';
export { multiplyColumns } from './column-products';
