import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/support/until.js';
import { boundLog } from './service-log.js';

describe('the log of a service', () => {
  let folder: string;
  let log: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'service-log-'));
    log = join(folder, 'service.log');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is left alone below the limit, and where there is none', () => {
    expect(boundLog(log, 10)).toBe(false);
    writeFileSync(log, '0123456789');
    expect(boundLog(log, 10)).toBe(false);
    expect(existsSync(`${log}.1`)).toBe(false);
  });

  it('is moved while a process appends to it, and one older one stays', async () => {
    const file = openSync(log, 'a');
    const child = spawn('sh', ['-c', 'echo first; read x; echo second; read x; echo third'], {
      stdio: ['pipe', file, file],
    });
    closeSync(file);
    const grow = (line: string): Promise<boolean> =>
      until(() => readFileSync(log, 'utf8').includes(line), `the line ${line}`);
    await grow('first');
    expect(boundLog(log, 3)).toBe(true);
    child.stdin!.write('\n');
    await grow('second');
    expect(readFileSync(log, 'utf8')).toBe('second\n');
    expect(readFileSync(`${log}.1`, 'utf8')).toBe('first\n');
    expect(boundLog(log, 3)).toBe(true);
    child.stdin!.write('\n');
    await once(child, 'exit');
    expect([readFileSync(`${log}.1`, 'utf8'), readFileSync(log, 'utf8')]).toEqual(['second\n', 'third\n']);
  });
});
