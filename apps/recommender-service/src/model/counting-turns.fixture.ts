/** The turns of the event loop while `work` goes on, as a function that returns the present one. */
export async function countingTurns<T>(work: (turn: () => number) => Promise<T>): Promise<T> {
  let turn = 0;
  let isOver = false;
  const next = (): void => {
    turn++;
    if (!isOver) setImmediate(next);
  };
  setImmediate(next);
  try {
    return await work(() => turn);
  } finally {
    isOver = true;
  }
}
