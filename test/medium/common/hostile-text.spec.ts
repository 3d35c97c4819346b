import { ODD_TEXTS } from '../../support/hostile-values.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { SERVICES } from './documented-service.js';
import type { DocumentedRoute } from './documented-service.js';

const KEY = 'Bearer admin-key-0123456789';
const MOST_BYTES = 16_384;

const HEADERS = [
  'X-Request-Id',
  'Accept',
  'Accept-Encoding',
  'If-None-Match',
  'Idempotency-Key',
  'traceparent',
  'Range',
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function urlsOf({ pattern, query }: DocumentedRoute): string[] {
  const path = pattern.replace(/:\w+/g, '1');
  return [
    ...ODD_TEXTS.map((text) => pattern.replace(/:\w+/g, text)),
    ...query.flatMap((name) => ODD_TEXTS.map((text) => `${path}?${name}=${text}`)),
    ...query.flatMap((name) => [`${path}?${name}=1&${name}=2`, `${path}?${name}[a]=1`, `${path}?${name}`]),
    `${path}?${'a=1&'.repeat(3_000)}`,
    `${path}?${Array.from({ length: 1_500 }, (_, i) => `p${i}=1`).join('&')}`,
    `${path}?__proto__=1&constructor=1&toString=1`,
  ];
}

describe.each(Object.entries(SERVICES))('%s', (_name, start) => {
  it('answers no text in a URL or a header with a 500, and every refusal is short', async () => {
    const { app, url, documented } = await start(database.url);
    try {
      const wrong: string[] = [];
      const ask = async (path: string, headers: Record<string, string> = {}): Promise<void> => {
        const response = await fetch(`${url}${path}`, { headers: { Authorization: KEY, ...headers } });
        const text = await response.text();
        const isShort = response.status < 400 || text.length <= MOST_BYTES;
        if (response.status === 500 || !isShort) wrong.push(`${response.status} ${path.slice(0, 200)}`);
      };
      for (const route of documented.filter(({ method }) => method === 'GET')) {
        await Promise.all(urlsOf(route).map((path) => ask(path)));
        const path = route.pattern.replace(/:\w+/g, '1');
        await Promise.all(HEADERS.map((name) => ask(path, { [name]: '\u00ff%00"\\;=,' })));
      }
      expect(wrong).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
