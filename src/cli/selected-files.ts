/** What a run is about: the files below its paths, each with its configuration; or one file that comes by standard input. */
import { dirname, resolve } from 'node:path';
import { systemDisk, type Disk } from './disk';
import { CommandFailure } from './failure';
import { collectFiles } from './files';
import type { LintTask } from './lint-files';
import type { LintOptions } from './lint-options';
import { ProjectConfiguration, type FoundConfiguration } from './project-configuration';
import type { Terminal } from './terminal';

export interface SelectedFiles {
  readonly tasks: readonly LintTask[];
  readonly problems: readonly string[];
  /** Directories in which imports are followed. */
  readonly roots: readonly string[];
  /** What came by standard input, by the path that it goes by. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly configurationOf: (absolute: string) => FoundConfiguration;
}

const ENDINGS = ['.py', '.ipynb'];
const STANDARD_INPUT = '-';

export async function selectFiles(
  paths: readonly string[],
  options: LintOptions,
  terminal: Terminal,
): Promise<SelectedFiles> {
  const { config, select, ignore, extendSelect, exclude, extendExclude, baseline, cacheDir, isolated } =
    options;
  const configuration = new ProjectConfiguration({
    ...{ config, select, ignore, extendSelect, exclude, extendExclude, baseline, cacheDir, isolated },
  });
  const configurationOf = (absolute: string): FoundConfiguration => configuration.of(absolute);
  const isExcluded = (absolute: string): boolean => configurationOf(absolute).excludes(absolute);
  const { stdinFilename } = options;
  if (readsStandardInput(paths, options)) {
    if (paths.length > 1)
      throw new CommandFailure('- stands for standard input and takes no other path beside it');
    if (terminal.input === undefined) throw new CommandFailure('standard input cannot be read here');
    const shown = stdinFilename ?? 'stdin.py';
    const absolute = resolve(shown);
    const contents = new Map([[absolute, await terminal.input()]]);
    const tasks = isExcluded(absolute) ? [] : [taskOf({ absolute, shown: slashes(shown) }, configurationOf)];
    return { tasks, problems: [], roots: [dirname(absolute)], contents, configurationOf };
  }
  const given = paths.length > 0 ? paths : ['.'];
  const { files, problems } = collectFiles(given, ENDINGS, isExcluded, systemDisk, options.respectGitignore);
  const tasks = files.map((file) => taskOf(file, configurationOf));
  return { tasks, problems, roots: rootsOf(given), contents: new Map(), configurationOf };
}

export function readsStandardInput(paths: readonly string[], { stdinFilename }: LintOptions): boolean {
  return paths.includes(STANDARD_INPUT) || (stdinFilename !== undefined && paths.length === 0);
}

/** Only what decides what is found: the rest would make results that are the same look different. */
function taskOf(
  file: Pick<LintTask, 'absolute' | 'shown'>,
  configurationOf: SelectedFiles['configurationOf'],
): LintTask {
  const { select, also, asked, ignore, severity } = configurationOf(file.absolute).of(
    file.absolute,
  ).configuration;
  return {
    ...file,
    configuration: {
      ...{ select, ignore, severity },
      ...(also === undefined ? {} : { also }),
      ...(asked === undefined ? {} : { asked }),
    },
  };
}

function slashes(path: string): string {
  return systemDisk.path.sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/** Directories in which imports are followed. */
export function rootsOf(paths: readonly string[], disk: Disk = systemDisk): readonly string[] {
  return paths.map((path) =>
    disk.kindOf(resolve(path)) === 'directory' ? resolve(path) : dirname(resolve(path)),
  );
}
