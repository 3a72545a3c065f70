/** Keeps the longest of several answers' times, in milliseconds. */
export class Stopwatch {
  slowest = 0;
  #what = '';

  time<Result>(what: string, work: () => Result): Result {
    const start = performance.now();
    const result = work();
    const milliseconds = performance.now() - start;
    if (milliseconds > this.slowest) {
      this.slowest = milliseconds;
      this.#what = what;
    }
    return result;
  }

  toString(): string {
    return `${this.#what} took ${Math.round(this.slowest)} ms`;
  }
}
