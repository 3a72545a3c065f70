/** Lints files one after the other in this thread. */
import { pathToFileURL } from 'node:url';
import { LineTable } from '../core/python/lines';
import {
  createLensService,
  type LensService,
  type LintConfiguration,
  type ModuleSource,
} from '../core/service';
import type { SourceFile } from './files';
import { messageOf } from './failure';
import { fileProblem, printFinding, printRange, type PrintedFinding } from './findings';
import { createModuleSource, readText } from './module-source';

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
    const read = readText(absolute);
    if ('problem' in read) return [fileProblem(shown, 'unreadable-file', `This file ${read.problem}.`)];
    const { text } = read;
    const uri = pathToFileURL(absolute).href;
    const lines = new LineTable(text);
    try {
      const document = this.#service.update(uri, 1, text);
      const [broken] = document.syntaxErrors;
      const syntax =
        broken === undefined
          ? []
          : [fileProblem(shown, 'syntax-error', 'This is not valid Python.', printRange(broken, lines))];
      const others = { text: (other: string) => this.#source.read(other) };
      const found = document
        .findings(configuration)
        .map((finding) => printFinding(finding, { uri, shown, lines }, others));
      return [...syntax, ...found];
    } catch (error) {
      return [fileProblem(shown, 'unreadable-file', `This file could not be analysed: ${messageOf(error)}`)];
    } finally {
      this.#service.close(uri);
    }
  }
}
