/**
 * `activation-lens trace`: which layer feeds which activation, and what becomes of signal and gradient; for people, for pull requests, for
 * programs, and for tests against what really ran.
 */
import type { LintConfiguration } from '../core/service';
import type { Sizes } from '../core/tensors';
import { systemDisk, type Disk } from './disk';
import { CommandFailure, EXIT_CLEAN, EXIT_FAILURE } from './failure';
import { exists } from './files';
import { revisionDisk } from './git-revision';
import { ProjectConfiguration } from './project-configuration';
import type { Terminal } from './terminal';
import { comparisonRecord, comparisonText } from './trace/compare-text';
import { compared } from './trace/comparison';
import { markdownComparison, markdownOf } from './trace/markdown';
import { svgOf } from './trace/svg';
import { asText } from './trace/text';
import { printedStep, traceFiles, type FileTrace, type Traced, type Wanted } from './trace/trace-files';
import { visibleJson } from './visible';

export const TRACE_FORMATS = ['text', 'json', 'markdown', 'svg'] as const;
type Format = (typeof TRACE_FORMATS)[number];

export interface TraceOptions {
  readonly format: Format;
  /** Whether signal and gradient are computed. */
  readonly signal?: boolean;
  /** What lengths and arguments that the code leaves open are taken to be. */
  readonly size?: Sizes;
  /** Whether the first two paths are compared. */
  readonly compare?: boolean;
}

export function traceCommand(
  paths: readonly string[],
  { format, signal, size = new Map(), compare }: TraceOptions,
  terminal: Terminal,
): number {
  if (compare === true) return compareCommand(paths, format, size, terminal);
  const isReport = format === 'markdown' || format === 'svg';
  const wanted: Wanted = {
    models: signal === true || isReport,
    sizes: size,
    ...(isReport && { configurationOf: configurationOf(systemDisk) }),
  };
  const { traces, failed } = traceFiles(paths, wanted, systemDisk, terminal);
  terminal.out(written(traces, format));
  return failed ? EXIT_FAILURE : EXIT_CLEAN;
}

function written(traces: readonly FileTrace[], format: Format): string {
  switch (format) {
    case 'text':
      return traces.map(asText).join('\n');
    case 'json':
      return `${visibleJson(
        traces.map(({ path, edges, models }) => ({
          path,
          edges,
          ...(models && {
            models: models.map(({ record }) => ({ ...record, steps: record.steps.map(printedStep) })),
          }),
        })),
        2,
      )}\n`;
    case 'markdown':
      return markdownOf(traces);
    case 'svg':
      return svgOf(traces);
  }
}

function configurationOf(disk: Disk): (absolute: string) => LintConfiguration {
  const project = new ProjectConfiguration({ config: undefined, select: undefined, ignore: undefined }, disk);
  return (absolute) => project.of(absolute).of(absolute).configuration;
}

/** What stands on one side of a comparison. */
interface Compared {
  /** As it was given. */
  readonly name: string;
  readonly disk: Disk;
  readonly paths: readonly string[];
}

function compareCommand(paths: readonly string[], format: Format, sizes: Sizes, terminal: Terminal): number {
  const [old, other, ...below] = paths;
  if (old === undefined || other === undefined)
    throw new CommandFailure('--compare takes two files or folders, or two git revisions');
  if (format === 'svg')
    throw new CommandFailure('a comparison has no picture; choose text, json or markdown');
  const [before, after] = sides(old, other, below);
  const traceOf = ({ disk, paths: own }: Compared): Traced =>
    traceFiles(own, { models: true, sizes, configurationOf: configurationOf(disk) }, disk, terminal);
  const [left, right] = [traceOf(before), traceOf(after)];
  const comparison = compared(left.traces, right.traces, { old: keyIn(before), new: keyIn(after) });
  terminal.out(
    format === 'json'
      ? `${visibleJson(comparisonRecord(comparison), 2)}\n`
      : format === 'markdown'
        ? markdownComparison(comparison, before.name, after.name)
        : comparisonText(comparison),
  );
  return left.failed || right.failed ? EXIT_FAILURE : EXIT_CLEAN;
}

/** What exists is a path; anything else is a revision of the repository around. A revision is read where the other side is. */
function sides(old: string, other: string, below: readonly string[]): readonly [Compared, Compared] {
  const disks = [old, other].map((name) => (isPath(name) ? undefined : revisionOf(name)));
  const given = [old, other].filter((_, index) => disks[index] === undefined);
  if (given.length === 2 && below.length > 0)
    throw new CommandFailure('--compare takes two files or folders; further paths are for git revisions');
  const wanted = below.length > 0 ? below : given.length === 1 ? given : ['.'];
  const sideOf = (name: string, disk: Disk | undefined): Compared => {
    if (disk !== undefined) return { name, disk, paths: wanted.filter((path) => isThere(disk, path)) };
    return { name, disk: systemDisk, paths: given.length === 1 && below.length > 0 ? below : [name] };
  };
  return [sideOf(old, disks[0]), sideOf(other, disks[1])];
}

const isPath = (name: string): boolean => isThere(systemDisk, name);
const isThere = (disk: Disk, name: string): boolean =>
  name !== '' && exists(disk, disk.path.resolve(disk.workingDirectory, name));

function revisionOf(name: string): Disk {
  const disk = revisionDisk(name, process.cwd());
  if (disk === undefined) throw new CommandFailure(`no such file or directory, and no git revision: ${name}`);
  return disk;
}

/** A file's path below the only folder that is compared; two files that are compared are each other's counterparts. */
function keyIn({ disk, paths }: Compared): (path: string) => string {
  const { resolve, relative } = disk.path;
  const [only] = paths.length === 1 ? paths : [];
  if (only === undefined)
    return (path) => relative(disk.workingDirectory, resolve(disk.workingDirectory, path));
  const root = resolve(disk.workingDirectory, only);
  return (path) => relative(root, resolve(disk.workingDirectory, path));
}
