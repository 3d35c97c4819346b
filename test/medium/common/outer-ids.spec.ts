import { OuterIds } from '#common';
import { internalIdOf } from '#common/outer-ids';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

const TEXTS = ['spotify:user:42', '3f2504e0-4f89-11d3-9a0c-0305e82c3301', '用户', 'a/b%20c', 'x'.repeat(200)];

let test: TestDatabase;
let ids: OuterIds;

beforeEach(async () => {
  test = await createTestDatabase();
  ids = new OuterIds(test.database);
});
afterEach(() => test.drop());

describe('the form of ids', () => {
  it('is fixed once, for all processes', async () => {
    expect(await ids.form()).toBeNull();
    await test.database.transaction((on) => ids.fixForm('text', on));
    expect(await ids.form()).toBe('text');
    await ids.fixForm('text', test.database);
    const another = new OuterIds(test.database);
    await expect(another.fixForm('numeric', test.database)).rejects.toMatchObject({ code: 'other_id_form' });
    await expect(ids.fixForm('numeric', test.database)).rejects.toMatchObject({ code: 'other_id_form' });
  });

  it('is known at once in the process that fixes it, read before its transaction ended or not', async () => {
    await test.database.transaction(async (on) => {
      await ids.fixForm('text', on);
      expect(await ids.form()).toBeNull();
    });
    expect(await ids.form()).toBe('text');
  });

  it('stays open when the transaction that fixes it fails', async () => {
    const failing = test.database.transaction(async (on) => {
      await ids.fixForm('text', on);
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    await ids.fixForm('numeric', test.database);
    expect(await ids.form()).toBe('numeric');
  });

  it('is that of the first of two transactions at once', async () => {
    const fixes = (['text', 'numeric'] as const).map((form) =>
      test.database.transaction((on) => new OuterIds(test.database).fixForm(form, on)),
    );
    const outcomes = await Promise.allSettled(fixes);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('leaves out the anonymous pool where ids are texts', async () => {
    await ids.fixForm('text', test.database);
    expect(await test.database.query('SELECT user_id FROM excluded_user')).toEqual([]);
  });
});

describe('texts of ids', () => {
  it('are stored once and found by the internal id', async () => {
    await ids.store(test.database, 'user', TEXTS);
    await ids.store(test.database, 'user', [...TEXTS].reverse());
    const found = await new OuterIds(test.database).texts('user', [...TEXTS.map(internalIdOf), '7']);
    expect([...found]).toEqual(expect.arrayContaining(TEXTS.map((text) => [internalIdOf(text), text])));
    expect(found.size).toBe(TEXTS.length);
    expect((await ids.texts('song', TEXTS.map(internalIdOf))).size).toBe(0);
  });

  it('are stored by several transactions at once', async () => {
    const texts = Array.from({ length: 2_000 }, (_, n) => `user ${n}`);
    await Promise.all(
      [texts, [...texts].reverse(), texts].map((some) =>
        test.database.transaction((on) => ids.store(on, 'user', some)),
      ),
    );
    expect((await ids.texts('user', texts.map(internalIdOf))).size).toBe(2_000);
  });

  it('are refused when two have the same hash', async () => {
    const colliding = new OuterIds(test.database, () => '5');
    await expect(colliding.store(test.database, 'song', ['one', 'two'])).rejects.toMatchObject({
      code: 'id_collision',
    });
    await colliding.store(test.database, 'song', ['one']);
    await expect(colliding.store(test.database, 'song', ['two'])).rejects.toMatchObject({
      code: 'id_collision',
    });
    expect(await colliding.texts('song', ['5'])).toEqual(new Map([['5', 'one']]));
  });
});
