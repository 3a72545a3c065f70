/** Sums and projections over a vector, stable for large entries. */

export function logSumExp(x: readonly number[]): number {
  const largest = Math.max(...x);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(x.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

export function softmaxOf(x: readonly number[]): readonly number[] {
  const largest = Math.max(...x);
  const exponentials = x.map((value) => Math.exp(value - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/** Euclidean projection onto the probability simplex (Martins and Astudillo 2016): max(0, x_i − τ). */
export function sparsemaxOf(x: readonly number[]): readonly number[] {
  const falling = [...x].sort((a, b) => b - a);
  let sum = 0;
  let tau = 0;
  falling.forEach((value, index) => {
    sum += value;
    if (1 + (index + 1) * value > sum) tau = (sum - 1) / (index + 1);
  });
  return x.map((value) => Math.max(0, value - tau));
}

/** A square matrix from a function of row and column. */
export function squareMatrix(
  size: number,
  entry: (row: number, column: number) => number,
): readonly (readonly number[])[] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => entry(row, column)),
  );
}
