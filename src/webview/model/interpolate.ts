/** A function between its samples: cubic Hermite pieces from f and f′, straight ones beside a jump or a kink. */

/** f, f′ and f″ on the abscissae they were asked for; NaN where there is no value. */
export interface Samples {
  readonly xs: readonly number[];
  readonly f: readonly number[];
  readonly slope: readonly number[];
  readonly curvature: readonly number[] | undefined;
  /** The derivative of the code, where training takes a declared one. */
  readonly code?: readonly number[];
}

export interface Interpolated {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

/** NaN outside the samples. The abscissae must be in order. */
export function interpolated({ xs, f, slope, code }: Samples): Interpolated {
  // The curve bends as its own derivative says, whatever training takes.
  const at = (x: number, pick: (piece: Piece) => number): number => {
    const piece = pieceAt(xs, f, code ?? slope, x);
    return piece ? pick(piece) : NaN;
  };
  const declared = (x: number): number => straightBetween(xs, slope, x);
  return { value: (x) => at(x, valueOf), slope: code === undefined ? (x) => at(x, slopeOf) : declared };
}

/** The index of the sample at or before an abscissa between the first and the last; undefined elsewhere. */
function sampleBefore(xs: readonly number[], x: number): number | undefined {
  const last = xs.length - 1;
  if (last < 1 || !(x >= (xs[0] ?? NaN)) || !(x <= (xs[last] ?? NaN))) return undefined;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? NaN) <= x) low = middle;
    else high = middle;
  }
  return low;
}

function straightBetween(xs: readonly number[], ys: readonly number[], x: number): number {
  const low = sampleBefore(xs, x);
  if (low === undefined) return NaN;
  const [left = NaN, right = NaN, from = NaN, to = NaN] = [xs[low], xs[low + 1], ys[low], ys[low + 1]];
  return right > left ? from + ((to - from) * (x - left)) / (right - left) : from;
}

interface Piece {
  readonly t: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
  readonly slopeFrom: number;
  readonly slopeTo: number;
}

function pieceAt(
  xs: readonly number[],
  f: readonly number[],
  slopes: readonly number[],
  x: number,
): Piece | undefined {
  const low = sampleBefore(xs, x);
  if (low === undefined) return undefined;
  const high = low + 1;
  const [left = NaN, right = NaN] = [xs[low], xs[high]];
  const [from = NaN, to = NaN] = [f[low], f[high]];
  const width = right - left;
  const chord = (to - from) / width;
  const [a, b] = [slopes[low] ?? NaN, slopes[high] ?? NaN];
  // Monotone enough to trust (Fritsch and Carlson's bound); otherwise the chord.
  const smooth = Math.abs(a - chord) + Math.abs(b - chord) <= 3 * Math.abs(chord) + 0.05;
  return {
    t: width > 0 ? (x - left) / width : 0,
    width,
    from,
    to,
    slopeFrom: smooth ? a : chord,
    slopeTo: smooth ? b : chord,
  };
}

function valueOf({ t, width, from, to, slopeFrom, slopeTo }: Piece): number {
  const s = 1 - t;
  return (
    from * s * s * (1 + 2 * t) + to * t * t * (3 - 2 * t) + width * t * s * (slopeFrom * s - slopeTo * t)
  );
}

function slopeOf({ t, width, from, to, slopeFrom, slopeTo }: Piece): number {
  const chord = (to - from) / width;
  return 6 * t * (1 - t) * chord + slopeFrom * (1 - t) * (1 - 3 * t) + slopeTo * t * (3 * t - 2);
}
