import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const WRITE_ON = `setInterval(() => console.log('x'.repeat(10_000)), 1);`;

/** Runs a program as a command of npm would, and stops reading what it writes. */
async function unread(program: string): Promise<{ code: number | null; error: string }> {
  const child = spawn(
    process.execPath,
    ['--import', resolve('scripts/bootstrap/broken-pipe.mjs'), '--eval', program],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let error = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, error };
}

describe('a command whose output is no longer read', () => {
  it('ends without a message', async () => {
    expect(await unread(WRITE_ON)).toEqual({ code: 0, error: '' });
  });

  it('stops in order where it can, whatever it goes on to write', async () => {
    const stopping = `process.once('SIGTERM', () => setTimeout(() => process.exit(7), 100));`;
    expect(await unread(stopping + WRITE_ON)).toEqual({ code: 7, error: '' });
  });
});
