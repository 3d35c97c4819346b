import { NONE } from './events';

/** `singerHash` of singer-hash.ts, of a text in which nothing is repaired; NONE for an empty one. */
// @ts-ignore: decorator
@inline
export function singerHash(start: usize, end: usize): i32 {
  if (start >= end) return NONE;
  let hash: u32 = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = (hash ^ <u32>load<u8>(at)) * 0x01000193;
  return <i32>(<i16>(hash ^ (hash >> 16)));
}
