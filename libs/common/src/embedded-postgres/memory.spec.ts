import fc from 'fast-check';
import { serverSettings } from './memory.js';

const megabytes = (value: string | undefined): number => Number((value ?? '').replace('MB', ''));

describe('serverSettings', () => {
  it('give up durability for tests and never for the platform', () => {
    expect(serverSettings('test', 8192, 1024)).toMatchObject({ fsync: 'off', full_page_writes: 'off' });
    expect(Object.keys(serverSettings('platform', 8192, 1024))).not.toContain('fsync');
  });

  it('stay within half of any memory from 512 MB on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 1 << 20 }), (memory) => {
        const settings = serverSettings('platform', memory, 1024);
        const used = megabytes(settings['shared_buffers']) + megabytes(settings['maintenance_work_mem']);
        expect(used).toBeLessThanOrEqual(memory / 2);
      }),
    );
  });

  it('avoid a small /dev/shm', () => {
    expect(serverSettings('platform', 8192, 64)['dynamic_shared_memory_type']).toBe('mmap');
    expect(serverSettings('platform', 8192, 1024)['dynamic_shared_memory_type']).toBeUndefined();
  });
});
