/** Device codes as stored: 1 ar (Android), 2 ip (iOS), 3 mc (Mac), 4 wp (Windows Phone), 0 anything else. */
export function readDevice(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 2) return 0;
  switch ((bytes[start]! << 8) | bytes[start + 1]!) {
    case 0x6172:
      return 1;
    case 0x6970:
      return 2;
    case 0x6d63:
      return 3;
    case 0x7770:
      return 4;
    default:
      return 0;
  }
}
