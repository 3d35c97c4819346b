/** Bytes that `copyBytes` may overwrite behind its end. */
export const OVERRUN: usize = 16;

/**
 * Copies forwards, 16 bytes at a time. The engine's own instruction costs a call, which is more
 * than the few dozen bytes of a title.
 */
// @ts-ignore: decorator
@inline
export function copyBytes(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
}
