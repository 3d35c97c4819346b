const formats = new Map<string, Intl.NumberFormat>();

/** Numbers as the reader's language writes them. To make a format takes as long as to write many numbers. */
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = JSON.stringify(options);
  const format = formats.get(name) ?? new Intl.NumberFormat(navigator.language, options);
  formats.set(name, format);
  return format;
}
const decimals = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });

const whole = numberFormat({ maximumFractionDigits: 0 });
const signedShare = numberFormat({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const signedPoints = numberFormat({ ...decimals(2), signDisplay: 'exceptZero' });
const money = numberFormat(decimals(2));

export function count(value: number): string {
  return whole.format(value);
}

/** One that is too small for its digits is not written as 0. */
export function share(value: number, digits = 1): string {
  const percent = numberFormat({ style: 'percent', ...decimals(digits) });
  const least = 10 ** (-2 - digits);
  return value > 0 && value < least / 2 ? `<${percent.format(least)}` : percent.format(value);
}

/** Of 0 to 100, rounded down: 100% only where it is all. */
export function percentage(value: number): string {
  return share(Math.floor(10 * value) / 1000);
}

/** A measure such as an AUC. */
export function measure(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '–';
  return numberFormat({ ...decimals(digits), signDisplay: 'negative' }).format(value);
}

export function change(value: number): string {
  return signedShare.format(value);
}

/** A difference of two shares, in percentage points. */
export function points(value: number): string {
  return signedPoints.format(100 * value);
}

/** Money in whatever currency it was given in. */
export function amount(value: number): string {
  return money.format(value);
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size of a file, such as 20.2 MB. */
export function bytes(value: number): string {
  const at = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  const size = numberFormat({ style: 'unit', unit: SIZES[at]!, maximumFractionDigits: 1 });
  return size.format(value / 1000 ** at);
}
