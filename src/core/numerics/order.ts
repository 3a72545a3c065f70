/** Ascending order for `sort`, also of infinities: the difference of two alike is no number. */
export const ascending = (first: number, second: number): number => (first === second ? 0 : first - second);
