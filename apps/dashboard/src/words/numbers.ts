const LANGUAGE = 'en-US';

const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const threeDigits = new Intl.NumberFormat(LANGUAGE, { maximumSignificantDigits: 3 });
const percentage = new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumFractionDigits: 0 });

export { LANGUAGE };

export function count(value: number): string {
  return whole.format(value);
}

/** As it is, with one decimal only where there is one: `5`, `2.5`. */
export function plain(value: number): string {
  return new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 }).format(value);
}

/** Rates: turnover an hour, frames a second. */
export function rate(value: number): string {
  return oneDecimal.format(value);
}

/** To three digits at most, however small: averages that may be far below one. */
export function precise(value: number): string {
  return threeDigits.format(value);
}

/** Nearly all is not all, and hardly any is not none. */
export function percent(share: number): string {
  if (share < 1 && share > 0.995) return `over ${percentage.format(0.99)}`;
  if (share > 0 && share < 0.005) return `under ${percentage.format(0.01)}`;
  return percentage.format(share);
}

/** Three digits are as much as anyone can use: 48,213 → `48,200`. */
export function rounded(value: number): string {
  return threeDigits.format(value);
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal units, as network operators count: `999 B`, `1.0 kB`, `12.4 GB`. */
export function byteSize(bytes: number): string {
  // The first unit in which the number rounds to less than 1,000; the largest for all beyond.
  const index = BYTE_UNITS.findIndex((_, i) => Math.round(bytes / 1_000 ** i) < 1_000);
  const power = index === -1 ? BYTE_UNITS.length - 1 : index;
  const value = bytes / 1_000 ** power;
  const digits = power === 0 || value >= 99.95 ? whole.format(value) : oneDecimal.format(value);
  return `${digits} ${BYTE_UNITS[power] ?? 'B'}`;
}

/** Metres on the ground: centimeters below one metre, where calibration errors live. */
export function metres(lengthM: number): string {
  return lengthM < 1 ? `${whole.format(lengthM * 100)} cm` : `${oneDecimal.format(lengthM)} m`;
}
