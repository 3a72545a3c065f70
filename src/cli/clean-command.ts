/** `activation-lens clean`. */
import { resolve } from 'node:path';
import { CommandFailure, EXIT_CLEAN, messageOf } from './failure';
import { defaultCacheDirectory, LintCache } from './lint-cache';
import { ProjectConfiguration } from './project-configuration';
import type { Terminal } from './terminal';
import { visible } from './visible';

/** Takes away what `lint` keeps for the working directory; a folder that is no cache is left alone. */
export function cleanCommand(cacheDir: string | undefined, terminal: Terminal): number {
  const configuration = new ProjectConfiguration({
    ...{ config: undefined, select: undefined, ignore: undefined, cacheDir },
  });
  const directory = resolve(configuration.of(resolve('x')).cacheDir ?? defaultCacheDirectory());
  try {
    const cleared = new LintCache(directory, '', terminal.error).clear();
    terminal.out(
      cleared ? `Cleared ${visible(directory)}.\n` : `There is no cache in ${visible(directory)}.\n`,
    );
  } catch (error) {
    throw new CommandFailure(`${directory} cannot be cleared: ${messageOf(error)}`);
  }
  return EXIT_CLEAN;
}
