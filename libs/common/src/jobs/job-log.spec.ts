import { JobLog, KEPT_LINES } from './job-log.js';

const told = (log: JobLog) => log.take().map(({ number, step, fraction }) => [number, step, fraction]);

describe('the log of a job', () => {
  it('has one line to save for each step that went on, however often there was progress', () => {
    const log = new JobLog();
    log.add({ step: 'reading', fraction: 0 });
    expect(told(log)).toEqual([[1, 'reading', 0]]);
    for (let part = 1; part <= 1_000; part++) log.add({ step: 'reading', fraction: part / 1_000 });
    log.add({ step: 'writing' });
    expect(told(log)).toEqual([
      [1, 'reading', 1],
      [2, 'writing', null],
    ]);
    expect(told(log)).toEqual([]);
    log.add({ step: 'reading', fraction: 0.5 });
    expect(told(log)).toEqual([[3, 'reading', 0.5]]);
  });

  it('holds the newest lines while none can be saved', () => {
    const log = new JobLog();
    for (let step = 1; step <= 3 * KEPT_LINES; step++) {
      log.add({ step: `step ${step}` });
      if (step % KEPT_LINES === 50) log.putBack(log.take());
    }
    const numbers = log.take().map(({ number }) => number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: KEPT_LINES }, (_, n) => 2 * KEPT_LINES + 1 + n),
    );
  });

  it('does not put back what is newer by now', () => {
    const log = new JobLog();
    log.add({ step: 'reading', fraction: 0 });
    const lines = log.take();
    log.add({ step: 'reading', fraction: 1 });
    log.putBack(lines);
    expect(told(log)).toEqual([[1, 'reading', 1]]);
  });
});
