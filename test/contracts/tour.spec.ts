import { existsSync, readFileSync } from 'node:fs';

const tour = readFileSync('docs/tour.md', 'utf8');
const walks = tour
  .split(/^## /m)
  .slice(1)
  .map((text) => ({
    title: text.split('\n')[0]!,
    saysFiles: Number(/(\d+) files \(goal: \d+\)/.exec(text)?.[1]),
    files: [...text.matchAll(/^\d+\. \[`(.+)`\]\(\.\.\/(.+?)\)/gm)].map(([, shown, path]) => ({
      shown,
      path: path!,
    })),
  }));

describe('docs/tour.md', () => {
  it('has the five walks', () => {
    expect(walks.map(({ title }) => title)).toEqual([
      'One play, from archive to table',
      '`GET /churn/:userId`',
      '`GET /recommend/:userId`',
      'One retrain of the churn model',
      'One retrain of the recommender',
    ]);
  });

  it.each(walks)('counts the files of $title, each named once', ({ files, saysFiles }) => {
    expect(files).toHaveLength(saysFiles);
    expect(new Set(files.map(({ path }) => path)).size).toBe(saysFiles);
  });

  it('links to files that are there, under their own names', () => {
    const links = [...tour.matchAll(/\[`([^`]+)`\]\(\.\.\/([^)]+)\)/g)].map(([, shown, path]) => [
      shown,
      path!,
    ]);
    expect(links.length).toBeGreaterThan(walks.flatMap(({ files }) => files).length);
    expect(links.filter(([, path]) => !existsSync(path!))).toEqual([]);
    expect(links.filter(([shown, path]) => shown !== path)).toEqual([]);
  });
});
