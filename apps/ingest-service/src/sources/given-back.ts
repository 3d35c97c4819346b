/**
 * The same chunks; the memory of a buffer of `bufferBytes` is given back at once when chunks of the next one come, which the caller takes only when it is done with the
 * last. Left to the garbage collector, up to 64 MiB of them wait, since V8 counts them as little: their objects are small.
 */
export async function* givenBack(chunks: AsyncIterable<Buffer>, bufferBytes: number): AsyncGenerator<Buffer> {
  let last: ArrayBufferLike | null = null;
  for await (const chunk of chunks) {
    // Other sizes are not of this source: copies, perhaps within the pool that all small buffers share.
    if (last instanceof ArrayBuffer && last !== chunk.buffer && last.byteLength === bufferBytes) {
      last.transfer(0);
    }
    last = chunk.buffer;
    yield chunk;
  }
}
