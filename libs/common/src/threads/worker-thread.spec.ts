import { pathToFileURL } from 'node:url';
import { runInThread, WorkerThread } from './worker-thread.js';

const moduleOf = (source: string): URL => new URL(`data:text/javascript,${encodeURIComponent(source)}`);
const SUM = moduleOf(`
  export default function sum({ values }, send) {
    if (values.length === 0) throw new RangeError('nothing to sum');
    values.forEach((value, n) => send({ n, value }));
    return values.reduce((a, b) => a + b);
  }`);
/** Tells at which piece it is, and when it ends. */
const COUNT = moduleOf(`
  import { Moved } from '${pathToFileURL('dist/libs/common/src/threads/worker-thread.js').href}';
  export default async function* count({ to }, send) {
    try {
      for (let n = 0; n < to; n++) {
        const values = Float64Array.of(n);
        send(n);
        const back = yield new Moved(values, [values.buffer]);
        if (back.length > 0) send(back.map(({ byteLength }) => byteLength));
      }
      if (to === 13) throw new RangeError('thirteen');
      return 'counted';
    } finally {
      send('ended');
    }
  }`);
const FOREVER = moduleOf('export default () => { for (;;); }');
/** Half a second of loading: all that a service is made of. */
const HEAVY = moduleOf(
  `import '${pathToFileURL('dist/libs/common/src/index.js').href}'; export default () => 'loaded';`,
);

describe('runInThread', () => {
  it('answers, and hands on what the module sends on the way', async () => {
    const words: unknown[] = [];
    const onWord = (word: unknown) => void words.push(word);
    await expect(runInThread(SUM, { values: [3, 4] }, { onWord })).resolves.toBe(7);
    expect(words).toEqual([
      { n: 0, value: 3 },
      { n: 1, value: 4 },
    ]);
  });

  it('moves what is to be transferred and copies the rest', async () => {
    const moved = Float64Array.of(1, 2);
    const copied = Float64Array.of(1, 2);
    await expect(runInThread(SUM, { values: moved }, { transfer: [moved.buffer] })).resolves.toBe(3);
    await expect(runInThread(SUM, { values: copied })).resolves.toBe(3);
    expect([moved.length, copied.length]).toEqual([0, 2]);
  });

  it('moves what the module gives away', async () => {
    const giving = moduleOf(`
      import { Moved } from '${pathToFileURL('dist/libs/common/src/threads/worker-thread.js').href}';
      const values = Float64Array.of(1, 2);
      export default () => values.length === 0 ? 'empty' : new Moved({ values }, [values.buffer]);`);
    const thread = new WorkerThread(giving);
    await expect(thread.ask({})).resolves.toEqual({ values: Float64Array.of(1, 2) });
    await expect(thread.ask({})).resolves.toBe('empty');
    await thread.end();
  });

  it('hands on what the module throws', async () => {
    await expect(runInThread(SUM, { values: [] })).rejects.toMatchObject({
      name: 'RangeError',
      message: 'nothing to sum',
    });
  });

  it('says so when the module is not there, and when the task or the answer cannot be sent', async () => {
    await expect(runInThread(new URL('file:///no/such.js'), {})).rejects.toThrow(/Cannot find module/);
    await expect(runInThread(SUM, { values: () => 1 })).rejects.toThrow(/could not be cloned/);
    const silent = moduleOf('export default () => () => 1');
    await expect(runInThread(silent, {})).rejects.toThrow(/could not be cloned/);
  });

  it('rejects when the thread exits by itself or throws outside of its task', async () => {
    await expect(runInThread(moduleOf('process.exit(1)'), {})).rejects.toThrow(/ended before/);
    const late = moduleOf(
      'export default () => { setTimeout(() => { throw new Error("late") }); return new Promise(() => {}); }',
    );
    await expect(runInThread(late, {})).rejects.toThrow('late');
  });

  it('ends a task that would never end, with the reason of the signal', async () => {
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort(new Error('no longer wanted'));
    }, 100);
    await expect(runInThread(FOREVER, {}, { signal: stop.signal })).rejects.toThrow('no longer wanted');
    await expect(runInThread(SUM, { values: [1] }, { signal: stop.signal })).rejects.toThrow(
      'no longer wanted',
    );
  });

  it('can be ended at any moment, also while modules are being loaded', async () => {
    await expect(runInThread(HEAVY, {})).resolves.toBe('loaded');
    for (let delay = 0; delay < 250; delay += 25) {
      const signal = AbortSignal.timeout(delay);
      const ended = await runInThread(HEAVY, {}, { signal }).catch((error: unknown) => error);
      expect(ended === 'loaded' || ended === signal.reason).toBe(true);
    }
  });
});

describe('WorkerThread', () => {
  it('answers one question after the other, and rejects open ones when it is ended', async () => {
    const thread = new WorkerThread(SUM);
    await expect(thread.ask({ values: [1] })).resolves.toBe(1);
    await expect(thread.ask({ values: [] })).rejects.toThrow('nothing to sum');
    await expect(thread.ask({ values: [2] })).resolves.toBe(2);
    const open = thread.ask({ values: [3] });
    await Promise.all([expect(open).rejects.toThrow('ended'), thread.end()]);
  });

  it('refuses what is asked after it has ended', async () => {
    const thread = new WorkerThread(SUM);
    await thread.end();
    await expect(thread.ask({ values: [1] })).rejects.toThrow('ended');
  });
});

describe('a stream', () => {
  let thread: WorkerThread;
  let words: unknown[];
  const stream = (to: number, takeBack?: () => ArrayBuffer[]) =>
    thread.stream<Float64Array, string>({ to }, { onWord: (word) => words.push(word) }, takeBack);

  beforeEach(() => {
    thread = new WorkerThread(COUNT);
    words = [];
  });

  afterEach(() => thread.end());

  it('has all pieces in their order, then the result, and buffers come back to be filled again', async () => {
    const back: ArrayBuffer[] = [];
    const counted = stream(100, () => back.splice(0));
    const seen: number[] = [];
    for (let next = await counted.next(); ; next = await counted.next()) {
      if (next.done === true) {
        expect(next.value).toBe('counted');
        break;
      }
      seen.push(next.value[0]!);
      back.push(next.value.buffer as ArrayBuffer);
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(words.flat().filter((word) => word === 8).length).toBeGreaterThan(90);
  });

  it('is four pieces ahead of its reader, whose `return` ends it', async () => {
    const counted = stream(100);
    await counted.next();
    await expect(stream(1).next()).resolves.toMatchObject({ value: Float64Array.of(0) });
    expect(words.filter((word) => typeof word === 'number')).toEqual([0, 1, 2, 3, 0]);
    await counted.return();
    expect(words.at(-1)).toBe('ended');
    await expect(counted.next()).resolves.toMatchObject({ done: true });
  });

  it('ends with what the module throws, behind the pieces before, and with the thread', async () => {
    const counted = stream(13);
    for (let n = 0; n < 13; n++) expect((await counted.next()).value).toEqual(Float64Array.of(n));
    await expect(counted.next()).rejects.toThrow('thirteen');
    const cut = stream(100);
    await cut.next();
    await thread.end(new Error('no longer wanted'));
    const left = async (): Promise<void> => {
      while ((await cut.next()).done !== true);
    };
    await expect(left()).rejects.toThrow('no longer wanted');
    await cut.return();
  });
});
