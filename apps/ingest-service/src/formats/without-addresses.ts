const ADDRESSES = [
  /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/g,
  // IPv6 has eight groups, or a gap; a time of day has neither. Hardware addresses have six pairs.
  /(?<![\w:])(?:[\da-f]{1,4}:){7}[\da-f]{1,4}(?![\w:])/gi,
  /(?<![\w:])(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?::(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?(?![\w:])/gi,
  /(?<![\w:-])[\da-f]{2}(?:[:-][\da-f]{2}){5}(?![\w:-])/gi,
];

/** The text with its network and hardware addresses masked (digits are 9, letters a), and all else as it was. */
export function withoutAddresses(text: string): string {
  return ADDRESSES.reduce(
    (masked, address) =>
      masked.replace(address, (found) => found.replace(/\d/g, '9').replace(/[a-f]/gi, 'a')),
    text,
  );
}
