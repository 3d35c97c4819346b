import type { SparseRows } from '#ml';
import type { AlsParameters } from './als-parameters.js';
import { placeProblem, readVectors } from './als-problem.js';
import { kernelModule } from './kernel-module.js';
import { Rotation } from './rotation.js';
import { AlsThread } from './training-thread.js';
import type { AlsOrder } from './training-thread.js';

/** A training in the test's own thread, whose users are not finished as those of a whole training are. */
export async function trainSolo(
  matrix: SparseRows,
  parameters: AlsParameters,
): Promise<Record<'users' | 'items', Float32Array>> {
  const problem = placeProblem(matrix, parameters, 1);
  const { memory, layout, batches } = problem;
  const thread = new AlsThread({
    module: kernelModule('als'),
    memory,
    layout,
    thread: 0,
    steps: parameters.steps,
    bonus: parameters.form === 'hkv' ? 1 : 0,
    batches,
  });
  const { factors, iterations } = parameters;
  const carryOut = (order: AlsOrder): Promise<void> => {
    const words = new Int32Array(memory.buffer);
    for (const { gramCounter, sweepCounter } of [layout.users, layout.items]) {
      words[gramCounter / 4] = 0;
      words[sweepCounter / 4] = 0;
    }
    thread[order]();
    return Promise.resolve();
  };
  const rotation = new Rotation(problem, factors, carryOut);
  for (let n = 0; n < iterations; n++) {
    if (n === 1) await rotation.turnToBasisOf('items');
    await carryOut('solveUsers');
    if (n === 0) await rotation.turnToBasisOf('users');
    await carryOut('solveItems');
  }
  await rotation.turnBack();
  const read = (side: 'users' | 'items') =>
    readVectors(memory, layout[side], problem[side], layout.width, factors);
  return { users: read('users'), items: read('items') };
}
