/** Round numbers for an axis. */

/** The step 1, 2 or 5 times a power of ten that gives at most `most` intervals. */
function niceStep(width: number, most: number): number {
  const rough = width / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Multiples of a round step within [from, to], rising; nothing for an empty or unbounded interval. */
export function niceTicks(from: number, to: number, most = 6): readonly number[] {
  const width = to - from;
  if (!(width > 0) || !Number.isFinite(width)) return [];
  const step = niceStep(width, most);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  // Multiplying by 1/step where that is whole keeps 0.3 from becoming 0.30000000000000004.
  const inverse = Math.round(1 / step);
  return Array.from({ length: Math.min(200, Math.max(0, last - first + 1)) }, (_, index) => {
    const multiple = first + index;
    return (step < 1 ? multiple / inverse : multiple * step) + 0;
  });
}

/** A number for people: at most `digits` significant digits, a real minus sign, no trailing zeros. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? rounded.toExponential() : String(rounded);
  return text.replace('e+', 'e').replaceAll('-', '−').replace(/^−0$/u, '0');
}
