import { globSync, readFileSync } from 'node:fs';
import { advisoryLock } from './advisory-locks.js';

const sources = globSync('{apps,libs,launcher,migrations}/**/*.ts').filter(
  (file) => !file.endsWith('.spec.ts'),
);

describe('advisory locks', () => {
  it('are taken nowhere but by the list that puts them in order', () => {
    expect(sources.length).toBeGreaterThan(300);
    const elsewhere = sources.filter(
      (file) =>
        !file.endsWith('advisory-locks.ts') &&
        /pg_(try_)?advisory_\w*lock\w*\(/.test(readFileSync(file, 'utf8')),
    );
    expect(elsewhere).toEqual([]);
  });

  it('have numbers of their own, in the order in which they may be taken', () => {
    const text = readFileSync('libs/common/src/database/advisory-locks.ts', 'utf8');
    const numbers = [...text.matchAll(/: (7_301_\d{3}),/g)].map(([, number]) =>
      Number(number!.replaceAll('_', '')),
    );
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('are calls of PostgreSQL', () => {
    expect(advisoryLock('day', '$1')).toMatch(/^pg_advisory_xact_lock\(\d+, \$1\)$/);
    expect(advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')).toMatch(
      /^pg_advisory_xact_lock_shared\(\d+, 0\)$/,
    );
  });
});
