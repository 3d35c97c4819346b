/** Ends what was made last first. */
const ends: (() => Promise<unknown>)[] = [];

/**
 * What all tests of a file share: made before them and before the hooks that follow, and ended after them, before
 * what was made earlier. Its members are there once it is made.
 */
export function useShared<Shared extends object>(
  make: () => Promise<Shared>,
  end: (shared: Shared) => Promise<unknown>,
): Shared {
  let shared: Shared | undefined;
  beforeAll(async () => {
    const made = await make();
    shared = made;
    ends.unshift(() => end(made));
  });
  afterAll(() => ends.shift()?.());
  return new Proxy<Shared>(Object.create(null) as Shared, {
    get: (_, name) => {
      if (shared === undefined) throw new Error(`${String(name)} is asked for before the tests begin.`);
      const member: unknown = Reflect.get(shared, name);
      return typeof member === 'function' ? (member.bind(shared) as unknown) : member;
    },
  });
}
