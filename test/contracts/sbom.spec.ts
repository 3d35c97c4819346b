import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Bill {
  bomFormat: string;
  serialNumber?: string;
  metadata: object;
  components: { name: string; version: string }[];
}

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
};

describe('npm run sbom', () => {
  let folder: string;
  const write = (): string => {
    const file = join(folder, 'sbom.json');
    // No registry is there.
    const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/' };
    const { status, stderr } = spawnSync('npm', ['run', 'sbom', '--', file], { encoding: 'utf8', env });
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    return readFileSync(file, 'utf8');
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'musicbox-sbom-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('lists every package that the services need, in its exact version, and no time or random number', () => {
    const bill = JSON.parse(write()) as Bill;
    expect(bill.bomFormat).toBe('CycloneDX');
    // With them the same lock file would give other bytes each time.
    expect(bill.serialNumber).toBeUndefined();
    expect(Object.keys(bill.metadata)).not.toContain('timestamp');
    const listed = bill.components.map(({ name, version }) => `${name}@${version}`);
    expect(listed).toEqual(
      expect.arrayContaining(Object.entries(dependencies).map(([name, version]) => `${name}@${version}`)),
    );
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { version: string; dev?: boolean }>;
    };
    const needed = Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && dev !== true)
      .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`);
    expect([...listed].sort()).toEqual([...new Set(needed)].sort());
  });
});
