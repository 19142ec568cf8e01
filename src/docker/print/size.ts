const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

/** Go's `%.Ng`: N significant digits, no trailing zeros, and an exponent once the digits run out. */
function significant(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  if (!text.includes('e')) return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const [mantissa, exponent] = text.split('e') as [string, string];
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${mantissa.replace(/\.?0+$/, '')}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
}

function scaled(bytes: number, base: number, units: readonly string[], digits: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return `${significant(value, digits)}${units[unit]}`;
}

/** Bytes in units of 1000: `5.59MB`. Lists of images show three digits, everything else four. */
export function humanSize(bytes: number, digits = 4): string {
  return scaled(bytes, 1000, decimal, digits);
}

/** Bytes in units of 1024: `7.5GiB`. */
export function binarySize(bytes: number): string {
  return scaled(bytes, 1024, binary, 4);
}
