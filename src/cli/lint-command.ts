/** `activation-lens lint`. */
import { relative, resolve } from 'node:path';
import { isProblem, overlaid, systemDisk } from './disk';
import { CommandFailure, EXIT_CLEAN, EXIT_FAILURE, EXIT_FINDINGS } from './failure';
import { placeName, sortFindings, type PrintedFinding } from './findings';
import { knownByFile, withoutKnown, writeKnown } from './known-findings';
import { buildIdentity, defaultCacheDirectory, LintCache } from './lint-cache';
import type { LintTask } from './lint-files';
import { mendingOf, type LintOptions } from './lint-options';
import { lintProject, type ProjectResult } from './lint-project';
import { diffOf, fixesText, writeMended } from './mended-files';
import { digestOf } from './recorded-source';
import { createFile } from './replace-file';
import { isForPeople, writeReport, type ReportInput } from './reports';
import { readsStandardInput, selectFiles, type SelectedFiles } from './selected-files';
import { SourceLines } from './source-lines';
import { largestOf } from './source-text';
import { countByRule, statisticsText } from './statistics';
import type { Terminal } from './terminal';
import { visible, visibleJson } from './visible';
import { watchAndRun } from './watch';

const GRAVITY = { hint: 0, information: 1, warning: 2, error: 3, never: 4 } as const;

export async function lintCommand(
  paths: readonly string[],
  options: LintOptions,
  terminal: Terminal,
): Promise<number> {
  if (options.watch !== true) return lintOnce(paths, options, terminal);
  if (readsStandardInput(paths, options))
    throw new CommandFailure('standard input comes once: --watch takes files');
  return watchAndRun(paths, () => lintOnce(paths, options, terminal), terminal);
}

async function lintOnce(paths: readonly string[], options: LintOptions, terminal: Terminal): Promise<number> {
  const selected = await selectFiles(paths, options, terminal);
  if (options.showFiles === true) return showFiles(selected, terminal);
  if (options.showSettings === true) return showSettings(selected, terminal);
  const { problems, roots, contents } = selected;
  const tasks = options.addIgnore === true ? withKnown(selected) : selected.tasks;
  const mending = mendingOf(options);
  const original = overlaid(systemDisk, contents);
  const before =
    mending === undefined || contents.size > 0
      ? new Map<string, string | null>()
      : new Map(
          tasks.map(({ absolute }) => [absolute, digestOf(original.read(absolute, largestOf(absolute)))]),
        );
  const result = await lintProject(tasks, {
    ...{ roots, contents, mending, timeLimit: options.timeLimit },
    cache: cacheOf(options, selected, terminal),
    log: terminal.error,
  });
  for (const problem of problems) complain(terminal, problem);
  const incomplete = problems.length > 0 || result.findings.some(({ rule }) => rule === 'unfinished-file');
  if (options.diff === true)
    return showDiff(result, diffOf(result.mended, original), incomplete, options, terminal);

  const unwritten = contents.size > 0 ? [] : writeMended(result.mended, before);
  for (const problem of unwritten) complain(terminal, problem);
  const failed = incomplete || unwritten.length > 0;
  // What was read is given back whole, fixed or not: whoever asked replaces it with this.
  const piped = contents.size > 0 && mending !== undefined;
  if (piped) for (const absolute of contents.keys()) giveBack(absolute, result, terminal);

  const findings = sortFindings(result.findings);
  if (options.writeBaseline !== undefined)
    return writeBaseline(findings, options.writeBaseline, failed, result, terminal);
  const { fresh, gone } = freshFindings(findings, selected, result);
  if (gone > 0 && options.quiet !== true && options.silent !== true)
    terminal.error(
      `activation-lens: the baseline has ${gone} ${gone === 1 ? 'finding that is' : 'findings that are'} gone: --write-baseline writes it anew`,
    );
  const fixed = result.mended.reduce((count, { applied }) => count + applied.length, 0);
  report(fresh, { fixed, known: findings.length - fresh.length, piped }, selected, result, options, terminal);
  return exitCode(fresh, fixed, failed, options);
}

/** Comments are for what is new: what a baseline knows is silent already. */
function withKnown({ tasks, configurationOf }: SelectedFiles): readonly LintTask[] {
  const files = tasks.map(({ absolute }) => absolute);
  const known = knownByFile(files, (absolute) => configurationOf(absolute).baseline);
  return tasks.map((task) => {
    const own = known.get(task.absolute);
    return own === undefined ? task : { ...task, known: own };
  });
}

function complain({ error }: Terminal, problem: string): void {
  error(`activation-lens: ${problem}`);
}

function cacheOf(options: LintOptions, selected: SelectedFiles, terminal: Terminal): LintCache | undefined {
  const { ACTIVATION_LENS_NO_CACHE: without } = process.env;
  if (!options.cache || (without !== undefined && without !== '' && without !== '0')) return undefined;
  const first = selected.tasks[0];
  const configured = first && selected.configurationOf(first.absolute).cacheDir;
  const directory = resolve(configured ?? defaultCacheDirectory());
  return new LintCache(directory, buildIdentity(terminal.version, __filename), terminal.error);
}

function freshFindings(
  findings: readonly PrintedFinding[],
  { tasks, configurationOf }: SelectedFiles,
  { disk }: ProjectResult,
) {
  const files = tasks.map(({ absolute }) => absolute);
  const baselineOf = (absolute: string): string | undefined => configurationOf(absolute).baseline;
  return withoutKnown(findings, files, baselineOf, new SourceLines(disk));
}

function report(
  findings: readonly PrintedFinding[],
  { fixed, known, piped }: { readonly fixed: number; readonly known: number; readonly piped: boolean },
  { tasks, problems }: SelectedFiles,
  result: ProjectResult,
  options: LintOptions,
  terminal: Terminal,
): void {
  const { format, color } = options;
  const forPeople = isForPeople(format);
  const toFile = options.outputFile !== undefined;
  const input: ReportInput = {
    ...{
      findings: options.fixOnly === true ? [] : findings,
      fixed,
      known,
      version: terminal.version,
      disk: result.disk,
    },
    fileCount: tasks.length,
    silenced: options.addIgnore === true,
    quiet: options.quiet === true,
    colour: color === 'always' || (color !== 'never' && terminal.colour && !toFile),
  };
  const statistics = format === 'json' || format === 'json-lines' ? statisticsJson : statisticsText;
  const text = options.statistics === true ? statistics(findings) : writeReport(format, input);
  const fixes = options.showFixes === true ? fixesText(result.mended) : '';
  const write = writerFor(options, piped, terminal);
  // A summary of no files would read as if all were well.
  if (tasks.length > 0 || problems.length === 0 || !forPeople) write(text + (forPeople ? fixes : ''));
  if (forPeople || options.silent === true) return;
  sayLines(fixes, terminal.error);
  reportFileProblems(findings, terminal);
}

function writerFor(
  { outputFile, silent }: LintOptions,
  piped: boolean,
  terminal: Terminal,
): (text: string) => void {
  if (outputFile !== undefined)
    return (text) => {
      const problem = createFile(resolve(outputFile), text);
      if (problem !== undefined) throw new CommandFailure(`${outputFile} ${problem.problem}`);
    };
  if (silent === true) return () => undefined;
  if (!piped) return terminal.out;
  return (text) => {
    sayLines(text, terminal.error);
  };
}

/** Standard error is told line by line. */
function sayLines(text: string, say: (line: string) => void): void {
  for (const line of text.split('\n')) if (line !== '') say(line);
}

function statisticsJson(findings: readonly PrintedFinding[]): string {
  return `${visibleJson(countByRule(findings), 2)}\n`;
}

/** Machines read standard output; people still learn which files were not understood. */
function reportFileProblems(findings: readonly PrintedFinding[], { error }: Terminal): void {
  for (const { path, rule, message, range } of findings)
    if (rule === 'unreadable-file' || rule === 'unfinished-file' || rule === 'syntax-error')
      error(`${placeName(path, range)}: ${message}`);
}

function exitCode(
  findings: readonly PrintedFinding[],
  fixed: number,
  failed: boolean,
  { failOn, fixOnly, exitNonZeroOnFix }: LintOptions,
): number {
  if (failed) return EXIT_FAILURE;
  if (fixed > 0 && exitNonZeroOnFix === true) return EXIT_FINDINGS;
  if (fixOnly === true) return EXIT_CLEAN;
  return findings.some(({ severity }) => GRAVITY[severity] >= GRAVITY[failOn]) ? EXIT_FINDINGS : EXIT_CLEAN;
}

function showDiff(
  { mended }: ProjectResult,
  diff: string,
  failed: boolean,
  { quiet, silent, showFixes }: LintOptions,
  { out, error }: Terminal,
): number {
  if (silent !== true && diff !== '') out(diff);
  const fixes = mended.reduce((count, { applied }) => count + applied.length, 0);
  if (quiet !== true && silent !== true) {
    if (showFixes === true && fixes > 0) sayLines(fixesText(mended).replace('Fixed:', 'Would fix:'), error);
    const [findings, files] = [fixes === 1 ? 'finding' : 'findings', mended.length === 1 ? 'file' : 'files'];
    error(fixes === 0 ? 'Nothing to fix.' : `Would fix ${fixes} ${findings} in ${mended.length} ${files}.`);
  }
  if (failed) return EXIT_FAILURE;
  return fixes > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
}

function writeBaseline(
  findings: readonly PrintedFinding[],
  path: string,
  failed: boolean,
  { disk }: ProjectResult,
  terminal: Terminal,
): number {
  if (path === '') throw new CommandFailure('--write-baseline takes the path of a file');
  // What was not looked at to its end would be missing, and told as new another time.
  if (failed) throw new CommandFailure('the run is not complete: no baseline was written');
  writeKnown(findings, resolve(path), new SourceLines(disk));
  const count = findings.length;
  terminal.out(`Wrote ${count} ${count === 1 ? 'finding' : 'findings'} to ${visible(path)}.\n`);
  return EXIT_CLEAN;
}

function giveBack(absolute: string, { disk }: ProjectResult, { out, outBytes }: Terminal): void {
  const bytes = disk.read(absolute, Number.MAX_SAFE_INTEGER);
  if (isProblem(bytes)) return;
  if (outBytes === undefined) out(Buffer.from(bytes).toString());
  else outBytes(bytes);
}

function showFiles({ tasks, problems }: SelectedFiles, terminal: Terminal): number {
  for (const problem of problems) complain(terminal, problem);
  terminal.out(tasks.map(({ shown }) => `${visible(shown)}\n`).join(''));
  return problems.length > 0 ? EXIT_FAILURE : EXIT_CLEAN;
}

/** Of the first file, as the settings of one file can differ from the next one's. */
function showSettings({ tasks, configurationOf }: SelectedFiles, terminal: Terminal): number {
  const [task] = tasks;
  if (task === undefined) throw new CommandFailure('there is no file whose settings could be shown');
  const found = configurationOf(task.absolute);
  const { configuration } = found.of(task.absolute);
  const shown = (path: string): string => relative(process.cwd(), path);
  const settings = {
    file: task.shown,
    configuration: found.files.map(shown),
    select: configuration.select ?? 'default',
    'extend-select': configuration.also ?? [],
    ignore: configuration.ignore,
    severity: configuration.severity,
    exclude: configuration.exclude,
    baseline: found.baseline && shown(found.baseline),
    'cache-dir': found.cacheDir ?? defaultCacheDirectory(),
  };
  terminal.out(`${visibleJson(settings, 2)}\n`);
  return EXIT_CLEAN;
}
