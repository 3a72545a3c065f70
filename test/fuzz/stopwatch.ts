/** Keeps the longest of several answers' times, in milliseconds: of the processor where other programs hold it up. */
export class Stopwatch {
  slowest = 0;
  #what = '';

  time<Result>(what: string, work: () => Result): Result {
    const [wall, processor] = [performance.now(), process.cpuUsage()];
    const result = work();
    const { user, system } = process.cpuUsage(processor);
    const milliseconds = Math.min(performance.now() - wall, (user + system) / 1000);
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
