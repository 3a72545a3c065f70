/** How numbers are shown: short in the page, at full precision in `data-value` and exports. */

/** JavaScript's shortest form that reads back as the same float64; infinities and NaN by their names. */
export function exact(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** At most `digits` significant digits, with a true minus sign; powers of ten only where they are shorter to read. */
export function short(value: number, digits = 5): string {
  if (Number.isNaN(value)) return 'undefined';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const plain = Number(value.toPrecision(digits));
  if (size >= 1e-4 && size < 1e6) return signed(String(plain));
  const [mantissa = '', exponent = '0'] = plain.toExponential().split('e');
  return `${signed(mantissa)}×10${superscript(Number(exponent))}`;
}

/** A share of 1 in per cent. */
export function percent(share: number): string {
  if (share > 0 && share < 1e-4) return '< 0.01 %';
  const value = share * 100;
  return `${short(value, value >= 99.5 || value < 1 ? 3 : 2 + Number(value >= 10))} %`;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
function superscript(value: number): string {
  const digits = [...String(Math.abs(value))].map((digit) => superscripts[Number(digit)] ?? '').join('');
  return value < 0 ? `⁻${digits}` : digits;
}

function signed(text: string): string {
  return text.replace('-', '−');
}

/** Reads what a person typed as a number: `-3`, `−3`, `1e4`, `inf` is refused. Undefined when it is none. */
export function readNumber(typed: string): number | undefined {
  const cleaned = typed.trim().replace(/^−/, '-').replace(/e−/i, 'e-');
  if (!/^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(cleaned)) return undefined;
  const value = Number(cleaned);
  return Number.isFinite(value) ? value : undefined;
}
