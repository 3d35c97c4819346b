/** A result whose buffers move out of the thread instead of being copied: they are empty there afterwards. */
export class Moved<Result> {
  constructor(
    readonly result: Result,
    readonly buffers: ArrayBuffer[],
  ) {}
}
