import { useParams, useSearchParams } from 'wouter';
import type { ServiceName } from './contracts.js';

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

/** The page of a user. @param userId any text */
export const pageOfUser = (userId: string): string => `/people/${inPath(userId)}`;

/** The page of a song. @param songId any text */
export const pageOfSong = (songId: string): string => `/songs/${inPath(songId)}`;

/** The page of a singer. */
export const pageOfSinger = (singerId: string): string => `/songs/singers/${singerId}`;

/** The page of a job. */
export const pageOfJob = (service: ServiceName, id: string): string => `/jobs/${service}/${id}`;

/** Encoded twice, since wouter decodes an address once, all but its delimiters. */
function inPath(id: string): string {
  return encodeURIComponent(encodeURIComponent(id));
}

/** The id that the address of a page names. */
export function useIdOfPage(name: 'userId' | 'songId'): string {
  return idInPath(useParams()[name] ?? '');
}

export function idInPath(param: string): string {
  try {
    return decodeURIComponent(param);
  } catch {
    // Typed by hand, with a lone percent sign.
    return param;
  }
}
