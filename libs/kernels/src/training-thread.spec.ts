import { SeededRandom } from '#ml';
import { placeProblem } from './als-problem.js';
import { AlsThread } from './training-thread.js';
import { kernelModule } from './kernel-module.js';
import { PARAMETERS, randomMatrix } from './random-matrix.fixture.js';

/** Thread 0 of a training with two, of which the other never comes. */
function alone(patienceMs?: number): AlsThread {
  const { memory, layout, batches } = placeProblem(
    randomMatrix(new SeededRandom(1), 30, 20, 200),
    PARAMETERS,
    2,
  );
  const data = { module: kernelModule('als'), memory, layout, thread: 0, steps: 3, bonus: 0, batches };
  return new AlsThread(data, patienceMs);
}

describe('a thread whose partner is gone', () => {
  it('throws when the partner has said that it failed', () => {
    const thread = alone();
    thread.fail();
    expect(() => {
      thread.iterate();
    }).toThrow('another thread of the training has failed');
  });

  it('throws when the partner takes no part of the work any more', () => {
    const thread = alone(50);
    expect(() => {
      thread.iterate();
    }).toThrow('ended without a word');
  });
});
