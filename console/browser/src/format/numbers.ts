/** Numbers as the reader's language writes them. */
const locale = navigator.language;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

export function count(value: number): string {
  return whole.format(value);
}

export function share(value: number, digits = 1): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** Of 0 to 100, rounded down: 100% only where it is all. */
export function percentage(value: number): string {
  return share(Math.floor(10 * value) / 1000);
}

/** A measure such as an AUC. */
export function measure(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '–';
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative',
  }).format(value);
}

export function change(value: number): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).format(value);
}

/** Money in whatever currency it was given in. */
export function amount(value: number): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size of a file, such as 20.2 MB. */
export function bytes(value: number): string {
  const at = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return new Intl.NumberFormat(locale, { style: 'unit', unit: SIZES[at]!, maximumFractionDigits: 1 }).format(
    value / 1000 ** at,
  );
}
