/** The configuration of each file: the nearest pyproject.toml that has a table of ours, under what the command line says. */
import { excluder, type PathStyle } from '../core/patterns/exclude';
import type { ConfigurationLayer, ResolvedConfiguration } from '../core/lint/configuration';
import { readLayer, resolveConfiguration } from '../core/lint/configuration';
import { readPyproject } from '../core/lint/pyproject';
import { ruleNames } from '../core/lint/registry';
import { LineTable } from '../core/python/lines';
import { isProblem, systemDisk, type Disk } from './disk';
import { CommandFailure } from './failure';
import { exists } from './files';
import { readText } from './module-source';

export interface CommandLineLayer {
  readonly config: string | undefined;
  readonly select: readonly string[] | undefined;
  readonly ignore: readonly string[] | undefined;
}

interface FoundConfiguration {
  readonly configuration: ResolvedConfiguration;
  readonly excludes: (absolute: string) => boolean;
}

/** A configuration file larger than this was not written for people. */
const LARGEST_CONFIGURATION = 1_000_000;

export class ProjectConfiguration {
  readonly #byDirectory = new Map<string, FoundConfiguration>();
  readonly #commandLine: ConfigurationLayer;
  readonly #fixed: FoundConfiguration | undefined;
  readonly #disk: Disk;

  constructor({ config, select, ignore }: CommandLineLayer, disk: Disk = systemDisk) {
    this.#disk = disk;
    const { layer, problems } = readLayer({ select, ignore }, ruleNames);
    const problem = problems[0];
    if (problem !== undefined) throw new CommandFailure(`--${String(problem.path[0])}: ${problem.message}`);
    this.#commandLine = layer;
    if (config === undefined) return;
    if (config === '') throw new CommandFailure('--config takes the path of a file');
    const path = disk.path.resolve(disk.workingDirectory, config);
    this.#fixed = this.combine(this.read(path, config) ?? {}, disk.path.dirname(path));
  }

  /** For a file or directory. */
  of(absolute: string): FoundConfiguration {
    return this.#fixed ?? this.nearest(this.#disk.path.dirname(absolute));
  }

  private nearest(directory: string): FoundConfiguration {
    const kept = this.#byDirectory.get(directory);
    if (kept !== undefined) return kept;
    const { dirname, join, relative } = this.#disk.path;
    const path = join(directory, 'pyproject.toml');
    const parent = dirname(directory);
    const layer = exists(this.#disk, path)
      ? this.read(path, relative(this.#disk.workingDirectory, path))
      : undefined;
    const own = layer && this.combine(layer, directory);
    const found = own ?? (parent === directory ? this.combine({}, directory) : this.nearest(parent));
    this.#byDirectory.set(directory, found);
    return found;
  }

  /** Undefined for a file that has no table of ours. One that cannot be read might have one: that fails the run. */
  private read(path: string, shown: string): ConfigurationLayer | undefined {
    const read = readText(path, LARGEST_CONFIGURATION, this.#disk);
    if (isProblem(read)) throw new CommandFailure(`${shown} ${read.problem}`);
    const { layer, problems } = readPyproject(read.text, ruleNames);
    const problem = problems[0];
    if (problem !== undefined) {
      const { line, column } = new LineTable(read.text).positionAt(problem.start);
      throw new CommandFailure(`${shown}:${line}:${column}: ${problem.message}`);
    }
    return layer;
  }

  private combine(layer: ConfigurationLayer, directory: string): FoundConfiguration {
    const configuration = resolveConfiguration([layer, this.#commandLine]);
    return { configuration, excludes: matcher(configuration.exclude, directory, this.#disk) };
  }
}

function matcher(
  patterns: readonly string[],
  directory: string,
  { path: { isAbsolute, relative, sep } }: Disk,
): (absolute: string) => boolean {
  const style: PathStyle = sep === '\\' ? 'windows' : 'posix';
  const excludes = excluder(patterns, style);
  return (absolute) => {
    const below = relative(directory, absolute);
    // On Windows what lies on another drive stays absolute.
    if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) return false;
    return excludes(below);
  };
}
