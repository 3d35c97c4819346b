import { useTestDatabase } from '../../support/test-database.js';
import { SERVICES } from './documented-service.js';

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

const database = useTestDatabase();

// Odd texts in URLs: the specs of hostile requests of each service.
describe.each(Object.entries(SERVICES))('%s', (_name, start) => {
  it('answers no text in a header with a 500, and every refusal is short', async () => {
    const { app, url, documented } = await start(database.url);
    try {
      const wrong: string[] = [];
      const ask = async (path: string, name: string): Promise<void> => {
        const headers = { Authorization: KEY, [name]: '\u00ff%00"\\;=,' };
        const response = await fetch(`${url}${path}`, { headers });
        const text = await response.text();
        const isShort = response.status < 400 || text.length <= MOST_BYTES;
        if (response.status === 500 || !isShort) wrong.push(`${response.status} ${path} ${name}`);
      };
      for (const { pattern } of documented.filter(({ method }) => method === 'GET')) {
        const path = pattern.replace(/:\w+/g, '1');
        await Promise.all(HEADERS.map((name) => ask(path, name)));
      }
      expect(wrong).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
