import { useSearchParams } from 'wouter';

/**
 * What the address keeps of a page: it survives a reload and can be passed on. Empty values and undefined
 * are not in the address.
 */
export function useAddress() {
  const [params, setParams] = useSearchParams();
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    setParams(
      (before) => {
        const after = Object.entries({ ...Object.fromEntries(before), ...changes });
        return after.filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
      },
      { replace: true },
    );
  return { of: (name: string) => params.get(name) ?? undefined, change };
}
