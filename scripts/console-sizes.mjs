import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a browser loads before the first page shows, compressed by gzip, in KiB. */
export const CONSOLE_BUDGET = { script: 110, style: 15 };

/** The page that is opened first; the others are loaded when they are opened. */
const FIRST_PAGE = 'src/pages/overview/overview-page.tsx';

/**
 * What the compiled console loads first, in KiB of gzip, by the list of files that Vite writes.
 * @param folder where it lies
 */
export function firstLoadOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'));
  const scripts = new Set();
  const styles = new Set();
  const visit = (name) => {
    const { file, css = [], imports = [] } = manifest[name];
    if (scripts.has(file)) return;
    scripts.add(file);
    for (const style of css) styles.add(style);
    imports.forEach(visit);
  };
  for (const name of ['index.html', FIRST_PAGE]) if (manifest[name]) visit(name);
  const sum = (files) =>
    [...files].reduce((all, file) => all + statSync(join(folder, `${file}.gz`)).size, 0) / 1024;
  return { script: sum(scripts), style: sum(styles) };
}
