/** For code that needs no service: nothing here loads Nest. */
export { fromCell, quotedCell, toCell, toCellSql } from './formula-cells.js';
