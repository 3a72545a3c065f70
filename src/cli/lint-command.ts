/** `activation-lens lint`. */
import { dirname, resolve } from 'node:path';
import type { Severity } from '../core/lint/rule';
import { ruleMetas } from '../core/lint/registry';
import { systemDisk } from './disk';
import { EXIT_CLEAN, EXIT_FAILURE, EXIT_FINDINGS } from './failure';
import { collectFiles } from './files';
import { placeName, sortFindings, type PrintedFinding } from './findings';
import { lintFiles } from './lint-pool';
import { ProjectConfiguration } from './project-configuration';
import { sarifReport } from './sarif-report';
import { textReport } from './text-report';
import { visibleJson } from './visible';

export interface LintOptions {
  readonly format: 'text' | 'json' | 'sarif';
  readonly failOn: Severity | 'never';
  /** How long one file may take, in seconds. */
  readonly timeLimit: number;
  readonly config?: string;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
}

/** What a command needs of the process that runs it. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (line: string) => void;
  readonly colour: boolean;
  readonly version: string;
}

const GRAVITY = { hint: 0, information: 1, warning: 2, error: 3, never: 4 } as const;

export async function lintCommand(
  paths: readonly string[],
  options: LintOptions,
  terminal: Terminal,
): Promise<number> {
  const { config, select, ignore } = options;
  const configuration = new ProjectConfiguration({ config, select, ignore });
  const given = paths.length > 0 ? paths : ['.'];
  const { files, problems } = collectFiles(given, ['.py', '.ipynb'], (absolute) =>
    configuration.of(absolute).excludes(absolute),
  );
  const tasks = files.map((file) => {
    const { select: selected, ignore: ignored, severity } = configuration.of(file.absolute).configuration;
    return { ...file, configuration: { select: selected, ignore: ignored, severity } };
  });
  const run = { roots: rootsOf(given), timeLimit: options.timeLimit, log: terminal.error };
  const findings = sortFindings(await lintFiles(tasks, run));
  for (const problem of problems) terminal.error(`activation-lens: ${problem}`);
  // A summary of no files would read as if all were well.
  if (files.length > 0 || problems.length === 0 || options.format !== 'text')
    terminal.out(render(findings, files.length, options.format, terminal));
  if (options.format !== 'text') reportFileProblems(findings, terminal);
  if (problems.length > 0 || findings.some(({ rule }) => rule === 'unfinished-file')) return EXIT_FAILURE;
  const failing = findings.some(({ severity }) => GRAVITY[severity] >= GRAVITY[options.failOn]);
  return failing ? EXIT_FINDINGS : EXIT_CLEAN;
}

/** Directories in which imports are followed. */
export function rootsOf(paths: readonly string[]): readonly string[] {
  return paths.map((path) =>
    systemDisk.kindOf(resolve(path)) === 'directory' ? resolve(path) : dirname(resolve(path)),
  );
}

function render(
  findings: readonly PrintedFinding[],
  fileCount: number,
  format: LintOptions['format'],
  { colour, version }: Terminal,
): string {
  if (format === 'json') return `${visibleJson(findings, 2)}\n`;
  if (format === 'sarif') return sarifReport(findings, ruleMetas, version);
  return textReport(findings, fileCount, colour);
}

/** Machines read standard output; people still learn which files were not understood. */
function reportFileProblems(findings: readonly PrintedFinding[], { error }: Terminal): void {
  for (const { path, rule, message, range } of findings)
    if (rule === 'unreadable-file' || rule === 'unfinished-file' || rule === 'syntax-error')
      error(`${placeName(path, range)}: ${message}`);
}
