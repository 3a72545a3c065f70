/** When files are linted again: after a pause in typing, and now and then while nobody pauses. */

/** New findings wait for this pause in typing, in milliseconds. */
export const PAUSE = 300;
/** Who types without a pause gets new findings after this time, in milliseconds, or after so many times what the last lint took. */
const LONGEST_WAIT = 1_000;
const WAIT_FOR_SLOW_FILES = 10;

export interface Schedule {
  /** Runs what belongs to a key after a delay in milliseconds, instead of what still waits there. */
  plan(key: string, delay: number, run: () => void): void;
  /** What the last run took, in milliseconds. */
  took(key: string, milliseconds: number): void;
  forget(key: string): void;
  dispose(): void;
}

export function createSchedule(now: () => number): Schedule {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** By when a file that waits is linted. */
  const latest = new Map<string, number>();
  const lastTook = new Map<string, number>();
  const cancel = (key: string): void => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  return {
    plan(key, delay, run) {
      cancel(key);
      const wait = Math.max(LONGEST_WAIT, WAIT_FOR_SLOW_FILES * (lastTook.get(key) ?? 0));
      const end = Math.min(latest.get(key) ?? Infinity, now() + wait);
      latest.set(key, end);
      const begin = (): void => {
        timers.delete(key);
        latest.delete(key);
        run();
      };
      timers.set(key, setTimeout(begin, Math.min(delay, Math.max(0, end - now()))));
    },
    took(key, milliseconds) {
      lastTook.set(key, milliseconds);
    },
    forget(key) {
      cancel(key);
      latest.delete(key);
      lastTook.delete(key);
    },
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
