/** Values that a cache of texts of records has, at most. */
const MOST_CACHED = 100_000;

/** Values by key, of which a bounded number is made once. */
export function cached<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      if (known.size >= MOST_CACHED) known.clear();
      known.set(key, value);
    }
    return value;
  };
}
