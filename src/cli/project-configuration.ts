/** The configuration of each file: the nearest pyproject.toml that has a table of ours, under what the command line says. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import type { ConfigurationLayer, ResolvedConfiguration } from '../core/lint/configuration';
import { readLayer, resolveConfiguration } from '../core/lint/configuration';
import { readPyproject } from '../core/lint/pyproject';
import { ruleNames } from '../core/lint/registry';
import { LineTable } from '../core/python/lines';
import { CommandFailure, messageOf } from './failure';

export interface CommandLineLayer {
  readonly config: string | undefined;
  readonly select: readonly string[] | undefined;
  readonly ignore: readonly string[] | undefined;
}

interface FoundConfiguration {
  readonly configuration: ResolvedConfiguration;
  readonly excludes: (absolute: string) => boolean;
}

export class ProjectConfiguration {
  readonly #byDirectory = new Map<string, FoundConfiguration>();
  readonly #commandLine: ConfigurationLayer;
  readonly #fixed: FoundConfiguration | undefined;

  constructor({ config, select, ignore }: CommandLineLayer) {
    const { layer, problems } = readLayer({ select, ignore }, ruleNames);
    const problem = problems[0];
    if (problem !== undefined) throw new CommandFailure(`--${String(problem.path[0])}: ${problem.message}`);
    this.#commandLine = layer;
    if (config !== undefined) this.#fixed = this.read(resolve(config), config, true);
  }

  /** For a file or directory. */
  of(absolute: string): FoundConfiguration {
    return this.#fixed ?? this.nearest(dirname(absolute));
  }

  private nearest(directory: string): FoundConfiguration {
    const kept = this.#byDirectory.get(directory);
    if (kept !== undefined) return kept;
    const path = join(directory, 'pyproject.toml');
    const parent = dirname(directory);
    const own = existsSync(path) ? this.read(path, relative(process.cwd(), path), false) : undefined;
    const found = own ?? (parent === directory ? this.combine({}, directory) : this.nearest(parent));
    this.#byDirectory.set(directory, found);
    return found;
  }

  private read(path: string, shown: string, named: boolean): FoundConfiguration | undefined {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (named) throw new CommandFailure(`cannot read ${shown}: ${messageOf(error)}`);
      return undefined;
    }
    const { layer, problems } = readPyproject(text, ruleNames);
    const problem = problems[0];
    if (problem !== undefined) {
      const { line, column } = new LineTable(text).positionAt(problem.start);
      throw new CommandFailure(`${shown}:${line}:${column}: ${problem.message}`);
    }
    if (layer === undefined && !named) return undefined;
    return this.combine(layer ?? {}, dirname(path));
  }

  private combine(layer: ConfigurationLayer, directory: string): FoundConfiguration {
    const configuration = resolveConfiguration([layer, this.#commandLine]);
    return { configuration, excludes: matcher(configuration.exclude, directory) };
  }
}

/** A pattern without a slash speaks of any file or directory name, one with a slash of paths below the configuration's directory. */
function matcher(patterns: readonly string[], directory: string): (absolute: string) => boolean {
  if (patterns.length === 0) return () => false;
  const matchers = patterns.map((pattern) => {
    const trimmed = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
    return { byName: !trimmed.includes('/'), matches: picomatch(trimmed, { dot: true }) };
  });
  return (absolute) => {
    const parts = relative(directory, absolute).split(sep);
    if (parts[0] === '..') return false;
    return parts.some((_, index) => {
      const prefix = parts.slice(0, index + 1).join('/');
      return matchers.some(({ byName, matches }) => matches(byName ? basename(prefix) : prefix));
    });
  };
}
