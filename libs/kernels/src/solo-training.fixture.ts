import type { SparseRows } from '#ml';
import type { AlsParameters } from './als-problem.js';
import { placeProblem, readVectors } from './als-problem.js';
import { AlsSteps } from './als-steps.js';
import { AlsThread, threadData } from './training-thread.js';

/** A training in the test's own thread, whose users are not finished as those of a whole training are. */
export async function trainSolo(
  matrix: SparseRows,
  parameters: AlsParameters,
): Promise<Record<'users' | 'items', Float32Array>> {
  const { factors, iterations } = parameters;
  const problem = placeProblem(matrix, parameters, 1);
  const thread = new AlsThread(threadData(problem, parameters)[0]!);
  const steps = new AlsSteps(problem, factors, thread, (order) => {
    thread[order]();
    return Promise.resolve();
  });
  for (let n = 0; n < iterations; n++) await steps.iterate(n);
  await steps.turnBack();
  const { memory, layout } = problem;
  const read = (side: 'users' | 'items') =>
    readVectors(memory, layout[side], problem[side], layout.width, factors);
  return { users: read('users'), items: read('items') };
}
