import { ThreadTeam } from './thread-team.js';

const moduleOf = (source: string): URL => new URL(`data:text/javascript,${encodeURIComponent(source)}`);
const answering = (work: string): URL =>
  moduleOf(`
    import { parentPort, workerData } from 'node:worker_threads';
    parentPort.on('message', (order) => { ${work}; parentPort.postMessage(order); });`);

/** A team of two threads and the caller, which notes its orders. */
async function withTeam(script: URL, act: (team: ThreadTeam<'work'>) => Promise<void>): Promise<number> {
  let orders = 0;
  const work = (): void => void orders++;
  const team = new ThreadTeam(script, [{ n: 1 }, { n: 2 }], { work });
  try {
    await act(team);
  } finally {
    await team.end();
  }
  return orders;
}

describe('a team of threads', () => {
  it('carries out each order in the caller, too', async () => {
    const run = async (team: ThreadTeam<'work'>): Promise<void> => {
      for (let n = 0; n < 3; n++) await team.run('work');
    };
    await expect(withTeam(answering(''), run)).resolves.toBe(3);
  });

  it.each([
    ['fails', 'if (workerData.n === 2) throw new Error("no more memory")', 'no more memory'],
    ['ends', 'if (workerData.n === 2) process.exit()', 'ended before it answered'],
  ])('throws when a thread %s', async (_, work, message) => {
    await withTeam(answering(work), async (team) => {
      await expect(team.run('work')).rejects.toThrow(message);
    });
  });

  it('throws when a thread cannot start', async () => {
    await withTeam(moduleOf('throw new Error("no kernel")'), async (team) => {
      await expect(team.run('work')).rejects.toThrow('no kernel');
    });
  });
});
