import { faultsUnder, hostileRequests } from '../../support/hostile-requests.js';
import type { HostileRequest } from '../../support/hostile-requests.js';
import { useTestDatabase } from '../../support/test-database.js';
import { SERVICES } from './documented-service.js';

const database = useTestDatabase();

describe.each(['churn-service'] as const)('%s', (name) => {
  it('refuses a wrong value of each operation that changes something, and fails at none', async () => {
    const { app, url: base, document } = await SERVICES[name](database.url);
    const send = async ({ method, url, body }: HostileRequest) => {
      const response = await fetch(base + url, {
        method,
        headers: {
          Authorization: 'Bearer admin-key-0123456789',
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    };
    try {
      // Questions: serving.spec.ts, where there are scores.
      const requests = hostileRequests(document).filter(({ method }) => method !== 'GET');
      expect(requests.length).toBeGreaterThan(20);
      expect(await faultsUnder(requests, document, send)).toEqual([]);
    } finally {
      await app.close();
    }
  }, 180_000);
});
