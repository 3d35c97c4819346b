import { LineKernels } from './line-kernels.js';

/** Takes a kernel and records when the next batch may begin. */
function taker(kernels: LineKernels) {
  const passed: string[] = [];
  const take = (batch: string) => kernels.take(() => passed.push(batch));
  return { take, passed };
}

describe('the kernels of a load', () => {
  it('are two by turns while they are small', () => {
    const { take, passed } = taker(new LineKernels());
    const first = take('a');
    first.onLinesRead();
    expect(passed).toEqual(['a']);
    const second = take('b');
    expect(second.kernel).not.toBe(first.kernel);
    first.onRead();
    expect(take('c').kernel).toBe(first.kernel);
  });

  it('are a single one when it is large, which the next batch waits for', () => {
    const { take, passed } = taker(new LineKernels(undefined, 0));
    const first = take('a');
    first.onLinesRead();
    expect(passed).toEqual([]);
    first.onRead();
    expect(passed).toEqual(['a']);
    expect(take('b').kernel).toBe(first.kernel);
  });

  it('leave none beside a large one', () => {
    const kernels = new LineKernels(undefined, 0);
    const { take } = taker(kernels);
    const [first, second] = [take('a'), take('b')];
    first.onRead();
    second.onRead();
    second.onRead();
    expect(take('c').kernel).toBe(second.kernel);
    expect([first.kernel, second.kernel]).not.toContain(take('d').kernel);
  });
});
