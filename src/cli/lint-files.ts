/** Lints files one after the other in this thread. */
import {
  createLensService,
  type LensService,
  type LintConfiguration,
  type ReportedFinding,
} from '../core/service';
import type { KnownFinding } from '../core/lint/suppressions/baseline';
import { addIgnores } from './add-ignores';
import { isProblem, overlaid, systemDisk, type Disk } from './disk';
import { encodeLike } from './encoded-text';
import { messageOf } from './failure';
import { uriOf } from './file-uri';
import type { SourceFile } from './files';
import { fileProblem, printFinding, type PrintedFinding, type PrintedRange } from './findings';
import { mend, type Analysed, type AppliedFix, type Mended } from './mend';
import { createModuleSource } from './module-source';
import { RecordedSource, type Dependencies } from './recorded-source';
import { largestOf, readSource, type SourceText } from './source-text';

export interface LintTask extends SourceFile {
  readonly configuration: LintConfiguration;
  /** What its baseline knows, and no comment need silence. */
  readonly known?: readonly KnownFinding[];
}

/** What is done about findings: safe fixes, suggestions as well, or comments that silence them. */
export type Mending = 'safe' | 'all' | 'ignore';

/** What all files of a run share. */
export interface LintSettings {
  /** Directories in which imports are followed. */
  readonly roots: readonly string[];
  readonly mending: Mending | undefined;
  /** Files, by their absolute paths, that count with another content than they have on disk. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** Whether anybody asks what a result rests on: of a large package that is more than the result. */
  readonly notesDependencies: boolean;
}

export interface LintResult {
  /** What is found in the end, in what the file then holds. */
  readonly findings: readonly PrintedFinding[];
  /** Undefined where nothing is to be changed. */
  readonly mended: MendedFile | undefined;
  /** What the findings rest on; undefined where they do not hold another time. */
  readonly dependencies: Dependencies | undefined;
}

export interface MendedFile {
  readonly content: Uint8Array;
  readonly applied: readonly AppliedFix[];
}

export class FileLinter {
  readonly #disk: Disk;
  readonly #source: RecordedSource;
  readonly #service: LensService;
  readonly #settings: LintSettings;
  #complaints = 0;

  constructor(settings: LintSettings, log: (message: string) => void) {
    this.#settings = settings;
    this.#disk = overlaid(systemDisk, settings.contents);
    this.#source = new RecordedSource((disk) => createModuleSource(settings.roots, disk), this.#disk);
    const complain = (message: string): void => {
      this.#complaints += 1;
      log(message);
    };
    this.#service = createLensService({ source: this.#source, log: complain });
  }

  /** Never throws: what goes wrong with a file is a finding of that file. */
  lint({ absolute, shown, configuration, known = [] }: LintTask): LintResult {
    const disk = this.#disk;
    const bytes = disk.read(absolute, largestOf(absolute));
    // One snapshot of the file for what is read, fixed and kept, even while somebody writes it.
    const source = isProblem(bytes)
      ? bytes
      : readSource(absolute, overlaid(disk, new Map([[absolute, bytes]])));
    if (isProblem(bytes) || isProblem(source)) {
      const problem = isProblem(source) ? source : isProblem(bytes) ? bytes : undefined;
      const rule = problem?.refused === true ? 'unfinished-file' : 'unreadable-file';
      return failed(fileProblem(shown, rule, `This file ${problem?.problem ?? ''}.`));
    }
    const uri = uriOf(absolute);
    const complaintsBefore = this.#complaints;
    let version = 0;
    const analyse = (text: SourceText): Analysed & { readonly broken: readonly PrintedRange[] } => {
      const document = this.#service.update(uri, ++version, text.text);
      const broken = document.syntaxErrors.flatMap((range) => text.print(range) ?? []);
      const findings = document.findings(configuration);
      return { source: text, findings, parses: document.syntaxErrors.length === 0, broken };
    };
    try {
      const { result, dependencies } = this.#source.record(uri, () => {
        const start = analyse(source);
        const { last, applied } = this.#mend(start, analyse, known);
        const syntax = firstsOf(start.broken).map((range) =>
          fileProblem(shown, 'syntax-error', 'This is not valid Python.', range),
        );
        return { findings: [...syntax, ...this.#print(last, uri, shown)], last, applied };
      });
      const content =
        result.applied.length === 0 ? undefined : encodeLike(bytes, result.last.source.content());
      if (isProblem(content))
        return failed(fileProblem(shown, 'unfinished-file', `The fixed file ${content.problem}.`));
      return {
        findings: result.findings,
        mended: content && { content, applied: result.applied },
        dependencies:
          this.#complaints > complaintsBefore || !this.#settings.notesDependencies
            ? undefined
            : dependencies(content ?? bytes),
      };
    } catch (error) {
      return failed(
        fileProblem(shown, 'unfinished-file', `This file could not be analysed: ${messageOf(error)}`),
      );
    } finally {
      this.#service.close(uri);
    }
  }

  #mend(start: Analysed, analyse: (source: SourceText) => Analysed, known: readonly KnownFinding[]): Mended {
    const { mending } = this.#settings;
    if (mending === undefined) return { last: start, applied: [] };
    return mending === 'ignore' ? addIgnores(start, analyse, known) : mend(start, analyse, mending === 'all');
  }

  #print({ source, findings }: Analysed, uri: string, shown: string): readonly PrintedFinding[] {
    const others = { text: (other: string) => this.#source.read(other) };
    const print = (finding: ReportedFinding) => printFinding(finding, { uri, shown, source }, others) ?? [];
    return findings.flatMap(print);
  }
}

function failed(problem: PrintedFinding): LintResult {
  return { findings: [problem], mended: undefined, dependencies: undefined };
}

/** One error a cell, or a file: what follows it there often is its consequence. */
function firstsOf(ranges: readonly PrintedRange[]): readonly PrintedRange[] {
  const firsts = new Map<number | undefined, PrintedRange>();
  for (const range of ranges) if (!firsts.has(range.cell)) firsts.set(range.cell, range);
  return [...firsts.values()];
}
