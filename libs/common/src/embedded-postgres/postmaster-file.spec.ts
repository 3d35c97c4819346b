import { parsePostmasterFile } from './running-server.js';

const RUNNING = '6912\n/data\n1764000000\n39853\n\n127.0.0.1\n  1234567     12345\nready   \n';

describe('postmaster.pid', () => {
  it('tells process, port and status', () => {
    expect(parsePostmasterFile(RUNNING)).toEqual({ pid: 6912, port: 39853, status: 'ready' });
  });

  it('may be read while it is being written', () => {
    expect(parsePostmasterFile('6912\n/data\n1764000000\n')).toEqual({ pid: 6912, port: 0, status: '' });
  });

  it.each(['', '\n', '0\n', '-4\n', 'damaged\n'])('is nothing when it names no process: %j', (text) => {
    expect(parsePostmasterFile(text)).toBeNull();
  });
});
