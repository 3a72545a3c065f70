import { cpus, loadavg } from 'node:os';

/** `median 57 ms, 95th percentile 116 ms, longest 145 ms (load 8.9 on 2 processors)`: what else the machine did meanwhile is part of the figure. */
export function spreadOf(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const percentile = (share: number): string =>
    (sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(0);
  const load = `load ${(loadavg()[0] ?? NaN).toFixed(1)} on ${String(cpus().length)} processors`;
  return (
    `median ${percentile(0.5)} ms, 95th percentile ${percentile(0.95)} ms, ` +
    `longest ${percentile(1)} ms (${load})`
  );
}
