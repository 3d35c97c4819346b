/**
 * The answer, or after a time what is given instead of it. The question is not ended by that.
 * @throws what the question fails with in time
 */
export async function inTime<Answer, Late>(
  question: Promise<Answer>,
  withinMs: number,
  onLate: () => Late,
): Promise<Answer | Late> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Late>((resolve) => {
    timer = setTimeout(() => {
      resolve(onLate());
    }, withinMs);
  });
  try {
    return await Promise.race([question, late]);
  } finally {
    clearTimeout(timer);
  }
}
