/** A value that is worked out when it is first asked for, and kept. */
export function lazily<Value>(work: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => (kept ??= { value: work() }).value;
}
