import { resolve } from 'node:path';
import { CONSOLE_BUDGET, firstLoadOf } from '../../scripts/console-sizes.mjs';

describe('the console', () => {
  it.each(['script', 'style'] as const)(
    'loads no more %s before its first page than its budget allows',
    (part) => {
      const load = firstLoadOf(resolve('dist/console/browser'));
      expect(load[part]).toBeGreaterThan(1);
      expect(load[part]).toBeLessThanOrEqual(CONSOLE_BUDGET[part]);
    },
  );
});
