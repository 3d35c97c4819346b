/** Names of device codes as they stand in the logs; everything rare is `other`. */
export const DEVICES = ['other', 'ar', 'ip', 'mc', 'wp'] as const;
export type DeviceName = (typeof DEVICES)[number];

export function deviceName(code: number): DeviceName {
  return DEVICES[code] ?? 'other';
}
