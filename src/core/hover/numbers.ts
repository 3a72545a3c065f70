/** Numbers as people read them. */

/** Up to four significant digits, a true minus sign, ∞; `1e-5` style below 0.0001 and above a million. */
export function formatNumber(x: number): string {
  if (Number.isNaN(x)) return 'undefined';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  const size = Math.abs(x);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e6)
      ? x
          .toExponential(3)
          .replace(/\.?(?<!0)0+e/, 'e')
          .replace('e+', 'e')
      : String(Number(x.toPrecision(4)));
  return text.replaceAll('-', '−');
}

/** A parameter's value; `None` and Python's booleans as Python writes them. */
export function formatValue(value: number | boolean | null): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return formatNumber(value);
}
