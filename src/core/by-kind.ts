/** What is told by its kind, in a table in place of a switch. */
interface Kinded {
  readonly kind: string;
}

/** Those of a union that are of a kind. */
export type OfKind<U extends Kinded, K> = U extends { readonly kind: infer Own }
  ? K extends Own
    ? U
    : never
  : never;

/** One function for each kind of a union: a kind that is left out does not compile. */
export type ByKind<U extends Kinded, Rest extends readonly unknown[], Result> = {
  readonly [K in U['kind']]: (one: OfKind<U, K>, ...rest: Rest) => Result;
};

/** The function of a table that is for what is given. */
export function forKind<U extends Kinded, Rest extends readonly unknown[], Result>(
  table: ByKind<U, Rest, Result>,
  one: U,
): (one: U, ...rest: Rest) => Result {
  return table[one.kind as U['kind']] as (one: U, ...rest: Rest) => Result;
}

/** Functions for some kinds of a union. What is done with the others is said where the table is asked. */
export type BySomeKinds<U extends Kinded, Rest extends readonly unknown[], Result> = Partial<
  ByKind<U, Rest, Result>
>;

/** The function of a table that is for what is given, if the table has one. */
export function forSomeKind<U extends Kinded, Rest extends readonly unknown[], Result>(
  table: BySomeKinds<U, Rest, Result>,
  one: U,
): ((one: U, ...rest: Rest) => Result) | undefined {
  return table[one.kind as U['kind']] as ((one: U, ...rest: Rest) => Result) | undefined;
}
