import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SERVICES: Record<number, string> = {
  3001: 'ingest-service',
  3002: 'churn-service',
  3003: 'recommender-service',
};
const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];
const textOf = (file: string): string => readFileSync(file, 'utf8');
const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

describe('links of the documents', () => {
  /** The name that GitHub gives to a heading. */
  function anchorOf(heading: string): string {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    return text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
  }
  const anchorsOf = (file: string): string[] =>
    [...withoutCode(textOf(file)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));

  it.each(DOCUMENTS)('of %s lead to files and headings that exist', (document) => {
    const links = [...withoutCode(textOf(document)).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(
      ([, link]) => link!,
    );
    const broken = links.filter((link) => {
      const [path, anchor] = link.split('#') as [string, string?];
      const file = path === '' ? document : join(dirname(document), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(DOCUMENTS)('%s begins with a heading and the text that says what it answers', (document) => {
    expect(textOf(document).slice(0, 200)).toMatch(/^# .+\n\n[^#|<`\s-]/);
  });
});

/** The method that curl takes by these options. */
function methodOf(options: string): string {
  const given = /\s-X\s*(\w+)/.exec(options)?.[1];
  if (given !== undefined) return given;
  if (/\s(-T|--upload-file)\b/.test(options)) return 'PUT';
  return /\s(-d|--data\S*|--json)\b/.test(options) ? 'POST' : 'GET';
}

describe('curl commands of the documents', () => {
  const CURL = /curl\b((?:[^`\n\\]|\\\n|\\.)*?)(?:localhost|127\.0\.0\.1):(\d+)(\/[^\s"'`|]*)([^`\n]*)/g;
  const commands = DOCUMENTS.flatMap((file) =>
    [...textOf(file).matchAll(CURL)].map(([command, before, port, path, after]) => {
      const method = methodOf(before! + after!);
      return { file, command, method, port: Number(port), path: path!.split('?')[0]! };
    }),
  );

  it('are there', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('$method $port$path in $file exists', ({ method, port, path }) => {
    const contract = JSON.parse(textOf(`test/contracts/${SERVICES[port]!}.openapi.json`)) as {
      paths: Record<string, object>;
    };
    const fits = Object.entries(contract.paths)
      .flatMap(([template, methods]) =>
        Object.keys(methods).map((name) => `${name.toUpperCase()} ${template}`),
      )
      .filter((operation) => {
        const pattern = operation.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
        return new RegExp(`^${pattern}$`).test(`${method} ${path}`);
      });
    expect([`${method} ${path}`, fits.length > 0]).toEqual([`${method} ${path}`, true]);
  });

  it('quote addresses with a question mark, which shells would expand', () => {
    const bare = commands.filter(({ command }) =>
      /\s(?:localhost|127\.0\.0\.1):\d+\/[^\s"'`]*\?/.test(command),
    );
    expect(bare.map(({ file, command }) => `${file}: ${command}`)).toEqual([]);
  });
});
