/** The abscissae that the table of values always has: from ±10,000 down to ±1e-8, dense where activations bend. */
const positive = [
  1e-8, 0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 8, 10, 12, 15, 20, 50, 100, 700,
  1e4,
] as const;

export const tableGrid: readonly number[] = [...positive.map((x) => -x).reverse(), 0, ...positive];

/** The grid with abscissae of the user's own, in order, each once. */
export function tableAbscissae(own: readonly number[]): readonly number[] {
  return [...new Set([...tableGrid, ...own])].sort((a, b) => a - b);
}

/** What one looks at first, and what lies further out. */
const near = 5;
export function isNear(x: number): boolean {
  return Math.abs(x) <= near;
}

/** At most this many abscissae of one's own. */
export const ownLimit = 200;

/** Reads a list of numbers separated by commas, semicolons or white space; the first word that is none, if any. */
export function readAbscissae(
  typed: string,
  read: (word: string) => number | undefined,
): { readonly xs: readonly number[]; readonly bad: string | undefined } {
  const xs: number[] = [];
  for (const word of typed.split(/[\s,;]+/).filter(Boolean)) {
    const x = read(word);
    if (x === undefined) return { xs, bad: word };
    xs.push(x);
  }
  return { xs, bad: undefined };
}

const lineSteps = 400;

/** Even steps over a range as a plot would have them, with abscissae of the user's own. */
export function lineAbscissae(
  range: { readonly min: number; readonly max: number },
  own: readonly number[],
): readonly number[] {
  const width = range.max - range.min;
  const even = Array.from({ length: lineSteps + 1 }, (_, index) =>
    Number((range.min + (width * index) / lineSteps).toPrecision(12)),
  );
  return [...new Set([...even, ...own])].sort((a, b) => a - b);
}
