import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'docs/screenshots';
const DOCUMENTS = ['README.md', 'docs/console.md'];
/** Of a file; the pictures of a page that has grown beyond it should show a part of it. */
const MOST_BYTES = 150 * 1024;

const pictures = readdirSync(FOLDER).map((file) => join(FOLDER, file));

describe('the pictures of the console (test/browser/pictures.spec.ts makes them anew)', () => {
  it('are those that the documents show', () => {
    const shown = DOCUMENTS.flatMap((document) =>
      [...readFileSync(document, 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) =>
        join(document, '..', path!),
      ),
    );
    expect([...new Set(shown)].sort()).toEqual(pictures.sort());
  });

  it.each(pictures)('%s is soon loaded', (file) => {
    expect(statSync(file).size).toBeLessThan(MOST_BYTES);
  });
});
