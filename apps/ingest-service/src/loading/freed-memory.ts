/**
 * Gives the memory of an array back at once; the array is empty from then on. Arrays of tens of MB that the collector is left to find
 * stay for seconds: the service then held those of several archives.
 */
export function free(array: Float64Array | Int32Array | Uint32Array | Uint8Array): void {
  (array.buffer as ArrayBuffer).transfer(0);
}

/** A longer copy of the array, whose own memory is given back. */
export function grown<A extends Float64Array | Int32Array | Uint8Array>(array: A, length: number): A {
  const longer = new (array.constructor as new (length: number) => A)(length);
  longer.set(array);
  free(array);
  return longer;
}
