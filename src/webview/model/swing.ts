/** A value that goes back and forth between two bounds. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** The value after some periods (there and back), on a step, starting upwards from a value within the bounds. */
export function swung({ min, max, step }: Bounds, from: number, periods: number): number {
  const width = max - min;
  const start = Math.min(1, Math.max(0, (from - min) / width)) / 2;
  const phase = (((start + periods) % 1) + 1) % 1;
  const share = phase <= 0.5 ? 2 * phase : 2 * (1 - phase);
  const stepped = min + Math.round((share * width) / step) * step;
  return Number(Math.min(max, Math.max(min, stepped)).toPrecision(10));
}
