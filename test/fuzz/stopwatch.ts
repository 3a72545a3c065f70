/** Keeps the longest of several answers' times, in milliseconds. */
export class Stopwatch {
  slowest = 0;
  #what = '';

  /** Where other programs hold an answer up, the processor's time is the fair one; asking for it takes long itself. */
  constructor(private readonly ofProcessor = false) {}

  time<Result>(what: string, work: () => Result): Result {
    const start = performance.now();
    const processor = this.ofProcessor ? process.cpuUsage() : undefined;
    const result = work();
    let milliseconds = performance.now() - start;
    if (processor !== undefined) {
      const { user, system } = process.cpuUsage(processor);
      milliseconds = Math.min(milliseconds, (user + system) / 1000);
    }
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
