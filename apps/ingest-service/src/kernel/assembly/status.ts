import { ROWS, STATUS } from './places';

/** Bits of the repair rules that plain lines can need, and counters of the same order. */
export const SONG_ID_UNKNOWN: u32 = 1;
export const DEVICE_UNKNOWN: u32 = 2;
export const QUERY_DECODED: u32 = 4;

const ROW_BYTES: usize = 0;
const EVENT_COUNT: usize = 4;
const ERASED: usize = 8;
const REPAIRED: usize = 12;

// @ts-ignore: decorator
@inline
export function countEvent(repairs: u32): void {
  store<u32>(STATUS, load<u32>(STATUS, EVENT_COUNT) + 1, EVENT_COUNT);
  if (repairs == 0) return;
  for (let bit: usize = 0; bit < 3; bit++) {
    if (repairs & (1 << <u32>bit)) {
      const counter = STATUS + REPAIRED + (bit << 2);
      store<u32>(counter, load<u32>(counter) + 1);
    }
  }
}

/** A good line of an erased user. */
export function countErased(): void {
  store<u32>(STATUS, load<u32>(STATUS, ERASED) + 1, ERASED);
}

/** Where the next row begins. */
// @ts-ignore: decorator
@inline
export function rowsEnd(): usize {
  return ROWS + <usize>load<u32>(STATUS, ROW_BYTES);
}

// @ts-ignore: decorator
@inline
export function endRowsAt(end: usize): void {
  store<u32>(STATUS, <u32>(end - ROWS), ROW_BYTES);
}
