import { readFileSync } from 'node:fs';

const textOf = (document: string): string => readFileSync(document, 'utf8');
/** Links to files of the checkout that show a path; documents.spec.ts checks that they lead to files. */
const pathLinks = (text: string): [shown: string, path: string][] =>
  [...text.matchAll(/\[`([^`]+)`\]\(\.\.\/([^)]+)\)/g)].map(([, shown, path]) => [shown!, path!]);

const walks = textOf('docs/tour.md')
  .split(/^## /m)
  .slice(1)
  .map((text) => ({
    title: text.split('\n')[0]!,
    count: Number(/(\d+) files\.$/m.exec(text)?.[1]),
    files: [...text.matchAll(/^\d+\. \[`.+`\]\(\.\.\/(.+?)\)/gm)].map(([, path]) => path!),
  }));

describe('docs/tour.md', () => {
  it('has the ways of a request, an event, an archive, a retrain, an audience change, the console and a start', () => {
    expect(walks.map(({ title }) => title.split(':')[0])).toEqual([
      'Every request',
      'A score',
      'A list',
      'An event',
      'An archive',
      'A retrain of the churn model',
      'A retrain of the recommender',
      'An audience change',
      'The console',
      'A start',
    ]);
  });

  it.each(walks)('counts the files of $title, each named once', ({ files, count }) => {
    expect(files).toHaveLength(count);
    expect(new Set(files).size).toBe(count);
  });

  it.each(['docs/tour.md', 'docs/changing.md'])('%s links to files under their own names', (document) => {
    const links = pathLinks(textOf(document));
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter(([shown, path]) => path !== shown && !path.endsWith(`/${shown}`))).toEqual([]);
  });
});
