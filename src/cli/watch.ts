/** Runs once, and again whenever files that it is about change, until somebody ends it. */
import { watch, type FSWatcher } from 'node:fs';
import { basename } from 'node:path';
import { systemPath } from './disk';
import { CommandFailure, messageOf } from './failure';
import { rootsOf } from './selected-files';
import type { Terminal } from './terminal';

/** An editor that saves writes more than once. */
const QUIET_MILLISECONDS = 100;
const OF_INTEREST = /\.(?:py|ipynb)$|^(?:pyproject\.toml|\.gitignore)$/;

export async function watchAndRun(
  paths: readonly string[],
  run: () => Promise<number>,
  terminal: Terminal,
): Promise<number> {
  let changed: (() => void) | undefined;
  let pending = false;
  const note = (name: string | null): void => {
    if (name !== null && !OF_INTEREST.test(basename(name))) return;
    pending = true;
    changed?.();
  };
  let failure: Error | undefined;
  const watchers = watchAll(rootsOf(paths.length > 0 ? paths : ['.']), note, (error) => {
    failure = error;
    note(null);
  });
  try {
    for (;;) {
      if (terminal.colour) terminal.out('\x1B[2J\x1B[3J\x1B[H');
      pending = false;
      try {
        await run();
      } catch (error) {
        // A configuration that is half written is mended with the next keystroke.
        if (!(error instanceof CommandFailure)) throw error;
        terminal.error(`activation-lens: ${error.message}`);
      }
      terminal.error('Watching for changes …');
      if (!pending) await new Promise<void>((resolve) => (changed = resolve));
      changed = undefined;
      if (failure !== undefined)
        throw new CommandFailure(`files cannot be watched any more: ${failure.message}`);
      await new Promise((resolve) => setTimeout(resolve, QUIET_MILLISECONDS));
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

function watchAll(
  directories: readonly string[],
  note: (name: string | null) => void,
  fail: (error: Error) => void,
): readonly FSWatcher[] {
  return [...new Set(directories)].map((directory) => {
    try {
      return watch(systemPath(directory), { recursive: true }, (_, name) => note(name)).on('error', fail);
    } catch (error) {
      throw new CommandFailure(`${directory} cannot be watched: ${messageOf(error)}`);
    }
  });
}
