/** The configuration of each file: the nearest pyproject.toml that has a table of ours, what it extends, under what the command line says. */
import type { PathStyle } from '../core/patterns/exclude';
import type { ConfigurationLayer } from '../core/lint/configuration/configuration';
import { readLayer } from '../core/lint/configuration/configuration';
import {
  layeredFiles,
  type FileConfiguration,
  type PlacedLayer,
} from '../core/lint/configuration/layered-files';
import { placeOfOption, readPyproject } from '../core/lint/configuration/pyproject';
import { ruleNames } from '../core/lint/registry';
import { LineTable } from '../core/python/lines';
import { isProblem, systemDisk, type Disk } from './disk';
import { CommandFailure } from './failure';
import { exists } from './files';
import { readText } from './module-source';

export interface CommandLineLayer {
  /** A file, and options as a pyproject.toml has them: `severity.log-of-softmax = "error"`. */
  readonly config: readonly string[] | undefined;
  readonly select: readonly string[] | undefined;
  readonly ignore: readonly string[] | undefined;
  readonly extendSelect?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly extendExclude?: readonly string[] | undefined;
  readonly baseline?: string | undefined;
  readonly cacheDir?: string | undefined;
  /** No file says anything. */
  readonly isolated?: boolean | undefined;
}

export interface FoundConfiguration {
  readonly excludes: (absolute: string) => boolean;
  readonly of: (absolute: string) => FileConfiguration;
  /** The files that it stands in, the nearest last. */
  readonly files: readonly string[];
  /** Absolute. */
  readonly baseline: string | undefined;
  readonly cacheDir: string | undefined;
}

/** A configuration file larger than this was not written for people. */
const LARGEST_CONFIGURATION = 1_000_000;
/** Configurations that extend each other further than this go in a circle. */
const MOST_EXTENDED = 20;

interface ReadLayer extends PlacedLayer<string> {
  /** Undefined for the command line. */
  readonly file: string | undefined;
}

export class ProjectConfiguration {
  readonly #byDirectory = new Map<string, FoundConfiguration>();
  /** The later ones above the earlier ones. */
  readonly #commandLine: readonly ReadLayer[];
  readonly #fixed: FoundConfiguration | undefined;
  readonly #disk: Disk;

  constructor(commandLine: CommandLineLayer, disk: Disk = systemDisk) {
    this.#disk = disk;
    const { config, isolated } = commandLine;
    const given = {
      select: commandLine.select,
      ignore: commandLine.ignore,
      'extend-select': commandLine.extendSelect,
      exclude: commandLine.exclude,
      'extend-exclude': commandLine.extendExclude,
      baseline: commandLine.baseline,
      'cache-dir': commandLine.cacheDir,
    };
    const { layer, problems } = readLayer(given, ruleNames);
    const problem = problems[0];
    if (problem !== undefined) throw new CommandFailure(`--${String(problem.path[0])}: ${problem.message}`);
    const onCommandLine = (one: ConfigurationLayer): ReadLayer => ({
      ...{ layer: one, folder: disk.workingDirectory, file: undefined },
    });
    const resolved = (path: string): string => disk.path.resolve(disk.workingDirectory, path);
    const options = config?.filter((given) => given.includes('=') && !exists(disk, resolved(given))) ?? [];
    this.#commandLine = [
      ...options.map((option) => onCommandLine(optionLayer(option))),
      onCommandLine(layer),
    ];
    if (isolated === true) this.#fixed = this.combine([]);
    const [file, ...others] = config?.filter((given) => !options.includes(given)) ?? [];
    if (file === undefined) return;
    if (file === '')
      throw new CommandFailure('--config takes the path of a file, or an option and its value');
    if (others.length > 0) throw new CommandFailure('--config: only one file can be used');
    this.#fixed = this.combine(this.layersOf(resolved(file), file) ?? []);
  }

  /** For a file or directory. */
  of(absolute: string): FoundConfiguration {
    return this.#fixed ?? this.nearest(this.#disk.path.dirname(absolute));
  }

  private nearest(directory: string): FoundConfiguration {
    const kept = this.#byDirectory.get(directory);
    if (kept !== undefined) return kept;
    const { dirname, join } = this.#disk.path;
    const path = join(directory, 'pyproject.toml');
    const parent = dirname(directory);
    const layers = exists(this.#disk, path) ? this.layersOf(path, this.shown(path)) : undefined;
    const own = layers && this.combine(layers);
    const found = own ?? (parent === directory ? this.combine([]) : this.nearest(parent));
    this.#byDirectory.set(directory, found);
    return found;
  }

  private shown(path: string): string {
    return this.#disk.path.relative(this.#disk.workingDirectory, path);
  }

  /** A file's layer above those that it extends; undefined for a file that has no table of ours. */
  private layersOf(path: string, shown: string): readonly ReadLayer[] | undefined {
    const layers: ReadLayer[] = [];
    const { dirname, resolve } = this.#disk.path;
    let extendedAt = '';
    for (let [at, name] = [path, shown]; ;) {
      const read = this.read(at, name, extendedAt);
      if (read === undefined) {
        if (layers.length === 0) return undefined;
        throw new CommandFailure(`${extendedAt}${name} has no [tool.activation-lens]`);
      }
      const { layer, text } = read;
      layers.unshift({ layer, folder: dirname(at), file: at });
      if (layer.extend === undefined) return layers;
      at = resolve(dirname(at), layer.extend);
      extendedAt = `${name}${placed(text, placeOfOption(text, 'extend').start)}: extend: `;
      if (layers.length > MOST_EXTENDED || layers.some(({ file }) => file === at))
        throw new CommandFailure(`${extendedAt}${this.shown(at)} leads in a circle`);
      name = this.shown(at);
    }
  }

  /**
   * Undefined for a file that has no table of ours. One that cannot be read might have one: that fails the run. `asked` says who wants it, if
   * another file does.
   */
  private read(
    path: string,
    shown: string,
    asked: string,
  ): { readonly layer: ConfigurationLayer; readonly text: string } | undefined {
    const read = readText(path, LARGEST_CONFIGURATION, this.#disk);
    if (isProblem(read)) throw new CommandFailure(`${asked}${shown} ${read.problem}`);
    const { layer, problems } = readPyproject(read.text, ruleNames);
    const problem = problems[0];
    if (problem !== undefined)
      throw new CommandFailure(`${shown}${placed(read.text, problem.start)}: ${problem.message}`);
    return layer && { layer, text: read.text };
  }

  private combine(files: readonly ReadLayer[]): FoundConfiguration {
    const { isAbsolute, relative, resolve, sep } = this.#disk.path;
    const layers = [...files, ...this.#commandLine];
    const style: PathStyle = sep === '\\' ? 'windows' : 'posix';
    const of = layeredFiles(layers, style, (file: string, folder: string) => {
      const below = relative(folder, file);
      // On Windows what lies on another drive stays absolute.
      return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? undefined : below;
    });
    const path = (option: 'baseline' | 'cacheDir'): string | undefined => {
      const last = layers.findLast(({ layer }) => layer[option] !== undefined);
      const given = last?.layer[option];
      return last === undefined || given === undefined ? undefined : resolve(last.folder, given);
    };
    return {
      excludes: (absolute) => of(absolute).excluded,
      of,
      files: files.flatMap(({ file }) => file ?? []),
      baseline: path('baseline'),
      cacheDir: path('cacheDir'),
    };
  }
}

/** One option, as the table of a pyproject.toml has it. */
function optionLayer(text: string): ConfigurationLayer {
  const { layer, problems } = readPyproject(`[tool.activation-lens]\n${text}\n`, ruleNames);
  const problem = problems[0];
  if (problem !== undefined) throw new CommandFailure(`--config ${text}: ${problem.message}`);
  if (layer?.extend !== undefined)
    throw new CommandFailure(`--config ${text}: a file extends, an option does not`);
  return layer ?? {};
}

/** `:3:10`, for people. */
function placed(text: string, offset: number): string {
  const { line, column } = new LineTable(text).positionAt(offset);
  return `:${line}:${column}`;
}
