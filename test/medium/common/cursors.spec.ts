import { Cursors, DomainError, Signatures } from '#common';
import fc from 'fast-check';
import { useEcho } from './echo-service.js';

const service = useEcho();
let cursors: Cursors;
beforeAll(() => {
  cursors = service.app.get(Cursors);
});

const PLACE = { userId: '9223372036854775807', probability: 0.8123457, below: null };
const refusal = async (list: string, cursor: string): Promise<string> =>
  cursors.read(list, cursor).then(
    () => 'read',
    (error: unknown) => (error instanceof DomainError ? `${error.kind} ${error.code}` : String(error)),
  );

describe('the cursor of a list', () => {
  it('comes back as it was, and fits into a URL', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (place) => {
        const cursor = await cursors.write('songs', place);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(await cursors.read('songs', cursor)).toEqual(JSON.parse(JSON.stringify(place)));
      }),
    );
  });

  it('is refused when any of it was changed', async () => {
    const cursor = await cursors.write('songs', PLACE);
    const changed = Array.from(cursor, (letter, at) => [
      cursor.slice(0, at) + (letter === 'A' ? 'B' : 'A') + cursor.slice(at + 1),
      cursor.slice(0, at) + cursor.slice(at + 1),
      `${cursor.slice(0, at)}!${cursor.slice(at)}`,
    ]).flat();
    const unsigned = Buffer.from(JSON.stringify(PLACE)).toString('base64url');
    for (const text of [...changed, `${cursor}A`, `${cursor}=`, '', 'x', '\0', 'ü', unsigned]) {
      expect([text, await refusal('songs', text)]).toEqual([text, 'invalid cursor_invalid']);
    }
  });

  it('is refused by another list', async () => {
    const cursor = await cursors.write('songs', PLACE);
    expect(await refusal('users', cursor)).toBe('invalid cursor_invalid');
    expect(await refusal('songs\0', cursor)).toBe('invalid cursor_invalid');
    expect(await cursors.read('songs', cursor)).toEqual(PLACE);
  });

  it('is read by every instance on the same database and by none on another one', async () => {
    const cursor = await cursors.write('songs', PLACE);
    const again = new Cursors(new Signatures(service.database));
    expect(await again.read('songs', cursor)).toEqual(PLACE);
    await service.database.query("UPDATE platform_secret SET value = '\\x00' WHERE name = 'cursors'");
    const other = new Cursors(new Signatures(service.database));
    await expect(other.read('songs', cursor)).rejects.toMatchObject({ code: 'cursor_invalid' });
  });
});
