/** The kernel cannot count as many users, songs or plays as it was given. */
class KernelFull extends Error {
  constructor(cause?: unknown) {
    super('The line kernel has no room for more songs or users (16 million, 4 GiB).', { cause });
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
