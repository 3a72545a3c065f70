/** Guards for data that comes from outside: small ones, and ways to put them together. A type is derived from its guard, so the two cannot drift apart. */
import { own } from './core/own';
export type Shape<Value> = (value: unknown) => value is Value;
export type Of<Guard> = Guard extends Shape<infer Value> ? Value : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Simplify<Value> = { [Key in keyof Value]: Value[Key] };
type ObjectOf<Required extends Fields, Optional extends Fields> = Simplify<
  { readonly [Key in keyof Required]: Of<Required[Key]> } & {
    readonly [Key in keyof Optional]?: Of<Optional[Key]>;
  }
>;

/** Texts up to a length, in UTF-16 units. */
export const text =
  (longest = 10_000): Shape<string> =>
  (value): value is string =>
    typeof value === 'string' && value.length <= longest;

export const flag: Shape<boolean> = (value) => typeof value === 'boolean';

/** A finite number. */
export const finite: Shape<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** A whole number from 0, exactly representable. */
export const natural: Shape<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

export const literal =
  <const Values extends readonly (string | number | boolean | null)[]>(
    ...values: Values
  ): Shape<Values[number]> =>
  (value): value is Values[number] =>
    (values as readonly unknown[]).includes(value);

export const list =
  <Item>(item: Shape<Item>, longest = 10_000): Shape<readonly Item[]> =>
  (value): value is readonly Item[] =>
    Array.isArray(value) && value.length <= longest && Array.from<unknown>(value).every(item);

export const record =
  <Value>(shape: Shape<Value>, most = 1_000): Shape<Readonly<Record<string, Value>>> =>
  (value): value is Readonly<Record<string, Value>> => {
    if (!isPlain(value)) return false;
    const values = Object.values(value);
    return values.length <= most && values.every(shape);
  };

/** An object with these own properties; what else it has is let be. An optional property may be missing or undefined, never of another shape. */
export const object =
  <Required extends Fields, Optional extends Fields = Record<never, never>>(
    required: Required,
    optional?: Optional,
  ): Shape<ObjectOf<Required, Optional>> =>
  (value): value is ObjectOf<Required, Optional> =>
    isPlain(value) &&
    Object.entries(required).every(([key, shape]) => Object.hasOwn(value, key) && shape(own(value, key))) &&
    Object.entries(optional ?? {}).every(
      ([key, shape]) => !Object.hasOwn(value, key) || own(value, key) === undefined || shape(own(value, key)),
    );

export const either =
  <Guards extends readonly Shape<unknown>[]>(...guards: Guards): Shape<Of<Guards[number]>> =>
  (value): value is Of<Guards[number]> =>
    guards.some((guard) => guard(value));

export const orNull =
  <Value>(shape: Shape<Value>): Shape<Value | null> =>
  (value): value is Value | null =>
    value === null || shape(value);

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
