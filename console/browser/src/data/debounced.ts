import { useEffect, useState } from 'react';

const QUIET_MS = 250;

/**
 * The value once it has not changed for a short time: a slider that is dragged asks once. @param value the
 * same object as long as it is the same
 */
export function useDebounced<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), QUIET_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
