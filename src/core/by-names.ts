/** A table whose rows hold for several names, which are written with blanks between them. */
export function byNames<T>(rows: readonly (readonly [names: string, row: T])[]): ReadonlyMap<string, T> {
  return new Map(rows.flatMap(([names, row]) => names.split(' ').map((name) => [name, row] as const)));
}
