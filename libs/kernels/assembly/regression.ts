export { addScaledBlock } from './weighted-squares';
