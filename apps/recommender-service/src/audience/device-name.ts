const NAMES = ['other', 'ar', 'ip', 'mc', 'wp'];

/** Name of a device code as it stands in the logs; everything rare is `other`. */
export function deviceName(code: number): string {
  return NAMES[code] ?? 'other';
}
