/** Lints files one after the other in this thread. */
import {
  createLensService,
  type LensService,
  type LintConfiguration,
  type ModuleSource,
} from '../core/service';
import { isProblem } from './disk';
import { messageOf } from './failure';
import { uriOf } from './file-uri';
import type { SourceFile } from './files';
import { fileProblem, printFinding, type PrintedFinding, type PrintedRange } from './findings';
import { createModuleSource } from './module-source';
import { readSource } from './source-text';

export interface LintTask extends SourceFile {
  readonly configuration: LintConfiguration;
}

export class FileLinter {
  readonly #source: ModuleSource;
  readonly #service: LensService;

  constructor(roots: readonly string[], log: (message: string) => void) {
    this.#source = createModuleSource(roots);
    this.#service = createLensService({ source: this.#source, log });
  }

  /** Never throws: what goes wrong with a file is a finding of that file. */
  lint({ absolute, shown, configuration }: LintTask): readonly PrintedFinding[] {
    const read = readSource(absolute);
    if (isProblem(read)) {
      const rule = read.refused === true ? 'unfinished-file' : 'unreadable-file';
      return [fileProblem(shown, rule, `This file ${read.problem}.`)];
    }
    const uri = uriOf(absolute);
    try {
      const document = this.#service.update(uri, 1, read.text);
      const syntax = firstsOf(document.syntaxErrors.flatMap((broken) => read.print(broken) ?? [])).map(
        (range) => fileProblem(shown, 'syntax-error', 'This is not valid Python.', range),
      );
      const others = { text: (other: string) => this.#source.read(other) };
      const found = document
        .findings(configuration)
        .flatMap((finding) => printFinding(finding, { uri, shown, source: read }, others) ?? []);
      return [...syntax, ...found];
    } catch (error) {
      return [fileProblem(shown, 'unfinished-file', `This file could not be analysed: ${messageOf(error)}`)];
    } finally {
      this.#service.close(uri);
    }
  }
}

/** One error a cell, or a file: what follows it there often is its consequence. */
function firstsOf(ranges: readonly PrintedRange[]): readonly PrintedRange[] {
  const firsts = new Map<number | undefined, PrintedRange>();
  for (const range of ranges) if (!firsts.has(range.cell)) firsts.set(range.cell, range);
  return [...firsts.values()];
}
