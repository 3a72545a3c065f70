/** Results by a text key, a bounded number of them: when it is full, it begins anew. */
export class BoundedCache<Value> {
  readonly #kept = new Map<string, Value>();

  constructor(private readonly most: number) {}

  get(key: string): Value | undefined {
    return this.#kept.get(key);
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  /** Keeps a value and gives it back. */
  keep(key: string, value: Value): Value {
    if (this.#kept.size >= this.most) this.#kept.clear();
    this.#kept.set(key, value);
    return value;
  }

  clear(): void {
    this.#kept.clear();
  }
}
