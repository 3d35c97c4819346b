import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'dist/console/browser';
/** What a browser loads before the first page shows, compressed by gzip, in KiB. */
const BUDGET = { script: 110, style: 15 };
/** The page that is opened first; the others are loaded when they are opened. */
const FIRST_PAGE = 'src/pages/overview/overview-page.tsx';

/** The list of files that Vite writes. */
type Manifest = Record<string, { file: string; css?: string[]; imports?: string[] }>;

/** What the compiled console loads first. */
function firstLoad(): Record<keyof typeof BUDGET, number> {
  const manifest = JSON.parse(readFileSync(join(FOLDER, '.vite', 'manifest.json'), 'utf8')) as Manifest;
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const visit = (name: string): void => {
    const { file, css = [], imports = [] } = manifest[name]!;
    if (scripts.has(file)) return;
    scripts.add(file);
    for (const style of css) styles.add(style);
    imports.forEach(visit);
  };
  for (const name of ['index.html', FIRST_PAGE]) if (manifest[name]) visit(name);
  const sizeOf = (files: Set<string>): number =>
    [...files].reduce((sum, file) => sum + statSync(join(FOLDER, `${file}.gz`)).size, 0) / 1024;
  return { script: sizeOf(scripts), style: sizeOf(styles) };
}

describe('the console', () => {
  it.each(['script', 'style'] as const)(
    'loads no more %s before its first page than its budget allows',
    (part) => {
      const load = firstLoad();
      expect(load[part]).toBeGreaterThan(1);
      expect(load[part]).toBeLessThanOrEqual(BUDGET[part]);
    },
  );
});
