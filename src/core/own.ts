/** What a table holds under a key that may be any text: never what every object has, such as `constructor`. */
export function own<Value>(
  table: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  // eslint-disable-next-line local/no-open-lookup -- the one place that asks, once it is known that the table holds the key
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Puts a value into a table under any text, `__proto__` too, which a plain assignment would take for the object's own prototype. */
export function put<Value>(table: Record<string, Value>, key: string, value: Value): void {
  Object.defineProperty(table, key, { value, writable: true, enumerable: true, configurable: true });
}
