/** A day has more users, songs or plays than the kernel can count. */
class KernelFull extends Error {
  constructor(cause: unknown) {
    super(
      'The day has more than the line kernel can count at once (67 million users, 134 million songs, 4 GiB): load it as a sample of its users.',
      { cause },
    );
  }
}

/**
 * Calls the kernel, which traps where its memory ends.
 * @throws KernelFull; the kernel is of no use until the next day is started
 */
export function withinLimits<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw (error as Error).name === 'RuntimeError' ? new KernelFull(error) : error;
  }
}
