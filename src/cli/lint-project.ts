/** Lints files and mends them, over as many passes as it takes: what is mended in one file may change what is found in those that import it. */
import { overlaid, systemDisk, type Disk } from './disk';
import { uriOf } from './file-uri';
import type { PrintedFinding } from './findings';
import type { LintCache } from './lint-cache';
import type { LintResult, LintTask, Mending } from './lint-files';
import { lintFiles } from './lint-pool';
import type { AppliedFix } from './mend';

export interface ProjectRun {
  readonly roots: readonly string[];
  readonly timeLimit: number;
  readonly mending: Mending | undefined;
  /** Content that counts instead of what is on disk, by absolute paths. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly cache: LintCache | undefined;
  readonly log: (message: string) => void;
}

export interface ProjectResult {
  readonly findings: readonly PrintedFinding[];
  /** Files to be written, in the order of the tasks. */
  readonly mended: readonly MendedTask[];
  /** The file system as it is once they are written. */
  readonly disk: Disk;
}

export interface MendedTask {
  readonly task: LintTask;
  readonly content: Uint8Array;
  readonly applied: readonly AppliedFix[];
}

/** Files that go on changing each other's findings after so many passes are left as they then are. */
const MOST_PASSES = 10;

export async function lintProject(tasks: readonly LintTask[], run: ProjectRun): Promise<ProjectResult> {
  const { roots, mending, cache } = run;
  const contents = new Map(run.contents);
  const results = new Map<string, LintResult>();
  const mended = new Map<string, MendedTask>();
  let todo = tasks;
  for (let pass = 0; pass < MOST_PASSES && todo.length > 0; pass++) {
    const disk = overlaid(systemDisk, new Map(contents));
    const read = cache?.reader(roots, disk);
    const missing: LintTask[] = [];
    for (const task of todo) {
      const kept = read?.(task);
      if (kept !== undefined && nothingToMend(kept.findings, mending)) results.set(task.absolute, kept);
      else missing.push(task);
    }
    const settings = {
      roots,
      mending,
      contents: new Map(contents),
      // For what is kept, and for looking again at what imports a mended file.
      notesDependencies: cache !== undefined || mending !== undefined,
      timeLimit: run.timeLimit,
      log: run.log,
    };
    // Kept as soon as it is known: an interrupted run need not begin anew.
    const done = (task: LintTask, result: LintResult): void => cache?.keep(task, result, disk);
    const changed = new Set<string>();
    for (const [absolute, result] of await lintFiles(missing, { ...settings, done })) {
      results.set(absolute, result);
      if (result.mended === undefined) continue;
      contents.set(absolute, result.mended.content);
      changed.add(absolute);
    }
    for (const task of missing) {
      const own = results.get(task.absolute)?.mended;
      if (own === undefined) continue;
      const applied = [...(mended.get(task.absolute)?.applied ?? []), ...own.applied];
      mended.set(task.absolute, { task, content: own.content, applied });
    }
    const uris = [...changed].map((absolute) => uriOf(absolute));
    todo = changed.size === 0 ? [] : tasks.filter(({ absolute }) => restsOn(results.get(absolute), uris));
  }
  return {
    findings: tasks.flatMap(({ absolute }) => results.get(absolute)?.findings ?? []),
    mended: tasks.flatMap(({ absolute }) => mended.get(absolute) ?? []),
    disk: overlaid(systemDisk, contents),
  };
}

function restsOn(result: LintResult | undefined, uris: readonly string[]): boolean {
  const files = result?.dependencies?.files;
  return files !== undefined && uris.some((uri) => Object.hasOwn(files, uri));
}

/** Only then is a result that is kept all that there is to do. */
function nothingToMend(findings: readonly PrintedFinding[], mending: Mending | undefined): boolean {
  if (mending === undefined) return true;
  if (mending === 'ignore') return findings.length === 0;
  return findings.every(({ fixes }) => fixes.every(({ safe }) => mending === 'safe' && !safe));
}
