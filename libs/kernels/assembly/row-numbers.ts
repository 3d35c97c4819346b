/**
 * Row number n of a list: 2 bytes each where the numbered side has at most 65,536 rows (`wide` false), else
 * 4. A pair then takes 6 bytes instead of 8, and the branch is the same for a whole sweep.
 */
// @ts-ignore: decorator
@inline
export function rowNumber(numbers: usize, n: usize, wide: bool): usize {
  return wide ? <usize>load<u32>(numbers + (n << 2)) : <usize>load<u16>(numbers + (n << 1));
}

/** Where number n stands. */
// @ts-ignore: decorator
@inline
export function numberAt(numbers: usize, n: usize, wide: bool): usize {
  return numbers + (n << (wide ? 2 : 1));
}
