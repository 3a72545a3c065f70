/** Answers questions about documents. Lives in a worker: whatever it does may be ended at any time. */
import {
  CodeActionKind,
  DiagnosticSeverity,
  DiagnosticTag,
  InlayHintKind,
  MarkupKind,
  type CodeAction,
  type CodeLens,
  type Diagnostic,
  type Hover,
  type InlayHint,
  type Position,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { collectFiles } from '../cli/files';
import { isProblem, systemDisk } from '../cli/disk';
import { uriOf } from '../cli/file-uri';
import { pageUri } from '../cli/page-uri';
import { readContent } from '../cli/source-text';
import type { PlacedProblem } from '../core/lint/configuration/pyproject';
import type { Severity } from '../core/lint/rule';
import { joinCells } from '../core/notebook/join-cells';
import { placesInFile } from '../core/notebook/places-in-file';
import { readNotebook } from '../core/notebook/read-notebook';
import { drawnPictures, sketchedPictures } from '../core/hover';
import { formatFigure } from '../core/numerics/figures';
import { phrase, type Say } from '../core/phrase';
import {
  createLensService,
  type LensDocument,
  type LensService,
  type OffsetRange,
  type ReportedFinding,
} from '../core/service';
import { summaryOf, summaryPhrase } from '../core/signal/summary';
import { figuresOf } from '../core/tensors/pass';
import { adoptions, fixAll, fixesAt, suppressions, type PlannedEdit } from '../editor/actions';
import { createConfigurationsOf, settingsLayer, type ConfigurationsOf } from '../editor/configuration';
import { findingsOf } from '../editor/findings';
import { hoverAt } from '../editor/hover';
import { hintSettings, wordedHints } from '../editor/inlay-hints';
import { modelLenses, variantTitle } from '../editor/model-lenses';
import { createProjectFiles, type ProjectFiles } from '../editor/project-files';
import { pointsIn } from '../editor/view';
import type {
  DocumentChange,
  DocumentDiagnostics,
  HoverForm,
  Job,
  QuestionKind,
  Questions,
  RawSettings,
  WorkerStart,
} from './messages';
import { Modules } from './modules';
import { places, readFile, resourceOf } from './paths';
import { plainText } from './plain-text';
import { lines, Views, type ServerView } from './views';

export const SOURCE = 'activation-lens';
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.activationLens`;
export const NOTEBOOK_FIX_ALL = `notebook.${FIX_ALL}`;
/** The command behind a code lens. */
export const SHOW_SIGNAL = 'activation-lens.showSignal';

/** Who hears what nobody asked for. */
export interface AnalystHost {
  log(line: string): void;
  problems(uri: string, diagnostics: readonly Diagnostic[]): void;
  readonly say: Say;
}

type Start = WorkerStart['activationLensServer'];

const MOST_LINES_OF_SIGNAL = 60;

export class Analyst {
  readonly #service: LensService;
  readonly #modules: Modules;
  readonly #views: Views;
  readonly #projects: ProjectFiles<string>;
  readonly #configurations: ConfigurationsOf<string>;
  readonly #settings = new Map<string, RawSettings>();
  readonly #say: Say;
  #folders: readonly string[];
  #tookTooLong = false;

  constructor({ folders, timeLimit, givenUp }: Start, host: AnalystHost) {
    const { say } = host;
    this.#say = say;
    this.#folders = folders;
    this.#modules = new Modules(folders, givenUp);
    this.#service = createLensService({
      source: this.#modules,
      timeLimit: { milliseconds: timeLimit, now: () => performance.now() },
      say,
      log: (line) => {
        host.log(line);
      },
    });
    this.#views = new Views(this.#service);
    const report = (path: string, text: string, problems: readonly PlacedProblem[]): void => {
      host.problems(
        uriOf(path),
        problems.map(({ message, ...range }) => ({
          range: rangeIn(text)(range),
          message,
          severity: DiagnosticSeverity.Warning,
          source: SOURCE,
        })),
      );
    };
    this.#projects = createProjectFiles<string>({ places, read: readFile, report, say });
    this.#configurations = createConfigurationsOf<string>({
      places,
      projects: this.#projects,
      read: readFile,
      settings: (resource) => {
        const lint = this.#settings.get(resource)?.lint ?? {};
        return {
          enable: lint['enable'] !== false,
          lint: settingsLayer((key) => new Map(Object.entries(lint)).get(key)),
          folder: this.#folders.find((folder) => places.below(resource, folder) !== undefined),
        };
      },
      complain: (message) => {
        host.log(message);
      },
    });
  }

  apply(changes: readonly DocumentChange[]): void {
    for (const change of changes) this.#views.apply(change);
  }

  forgetConfiguration(): void {
    this.#projects.forget();
    this.#configurations.forget();
    this.#settings.clear();
  }

  forgetModules(folders?: readonly string[]): void {
    if (folders !== undefined) this.#folders = folders;
    this.#modules.forget(folders);
    this.#views.reset();
    this.#service.forgetUnused();
  }

  /** Whether the last answer is what there was when the time was up. */
  get tookTooLong(): boolean {
    return this.#tookTooLong;
  }

  async answer(job: Job): Promise<Questions[QuestionKind]['answer']> {
    this.#tookTooLong = false;
    const unit = this.#views.documents.unitOf(job.uri) ?? job.uri;
    this.#settings.set(resourceOf(unit), job.settings);
    if (job.kind === 'files') return this.#files();
    if (job.kind === 'closed-file') return this.#closedFile(job.uri);
    const view = this.#views.viewOf(job.uri);
    const document = this.#views.documents.text(job.uri);
    if (view === undefined) return nothing(job);
    const answer = await this.#about(job, view, document, unit);
    this.#tookTooLong = view.lens.tookTooLong;
    return answer;
  }

  async #about(
    job: Job,
    view: ServerView,
    document: TextDocument | undefined,
    unit: string,
  ): Promise<Questions[QuestionKind]['answer']> {
    if (is(job, 'diagnostics')) return this.#diagnostics(view, unit);
    if (document === undefined) return nothing(job);
    if (is(job, 'hover')) return this.#hover(view, document, job.asks.position, job.asks.form, job.settings);
    if (is(job, 'actions')) return this.#actions(view, document, unit, job.asks);
    if (is(job, 'hints')) return this.#hints(view, document, job.asks.range, job.settings);
    if (is(job, 'lenses')) return this.#lenses(view, document, job.settings);
    const offset = isPlaced(job) ? view.offsetAt(document, job.asks.position) : undefined;
    if (is(job, 'lens') && offset !== undefined) return this.#say(variantTitle(view.lens, offset));
    if (is(job, 'signal') && offset !== undefined) return this.#signal(view.lens, offset);
    return nothing(job);
  }

  async #diagnostics(view: ServerView, unit: string): Promise<DocumentDiagnostics> {
    const configuration = await this.#configurations.of(resourceOf(unit));
    const begin = performance.now();
    const found = new Map(view.documents.map((part) => [part, new Array<Diagnostic>()]));
    for (const finding of findingsOf(view.lens, configuration)) {
      const place = view.locate(finding);
      if (place === undefined) continue;
      const related = (other: ReportedFinding['related'][number]) => this.#placeOf(view, other);
      found.get(place.document)?.push(diagnosticOf(finding, place.range, related));
    }
    return {
      documents: [...found].map(([{ uri, version }, diagnostics]) => ({ uri, version, diagnostics })),
      milliseconds: performance.now() - begin,
    };
  }

  #placeOf(view: ServerView, related: ReportedFinding['related'][number]): Place | undefined {
    if (related.uri === view.lens.uri) {
      const place = view.locate(related);
      return place && { uri: place.document.uri, range: place.range };
    }
    const text = this.#service.get(related.uri)?.text ?? this.#modules.read(related.uri);
    return text === undefined ? undefined : { uri: related.uri, range: rangeIn(text)(related) };
  }

  #hover(
    view: ServerView,
    document: TextDocument,
    position: Position,
    { markdown, pictures }: HoverForm,
    settings: RawSettings,
  ): Hover | null {
    const offset = view.offsetAt(document, position);
    if (offset === undefined || settings.hover === 'off') return null;
    const answer = hoverAt(view.lens, offset, {
      detail: settings.hover === 'full' ? 'full' : 'short',
      pictures: pictures ? drawnPictures('light') : sketchedPictures,
      say: this.#say,
    });
    const range = answer && view.locate(answer.range)?.range;
    if (answer === undefined || range === undefined) return null;
    return {
      contents: markdown
        ? { kind: MarkupKind.Markdown, value: answer.markdown }
        : { kind: MarkupKind.PlainText, value: plainText(answer.markdown) },
      range,
    };
  }

  async #actions(
    view: ServerView,
    document: TextDocument,
    unit: string,
    { range, only, diagnostics }: Questions['actions']['asks'],
  ): Promise<readonly CodeAction[]> {
    const wants = (kind: string): boolean =>
      only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
    const actions: CodeAction[] = [];
    const configuration = await this.#configurations.of(resourceOf(unit));
    const findings = findingsOf(view.lens, configuration);
    if (wants(CodeActionKind.QuickFix)) {
      const { fixes, rules } = fixesAt(view, findings, document, range, lines, this.#say);
      for (const fix of fixes)
        actions.push({
          ...action(fix, CodeActionKind.QuickFix),
          diagnostics: diagnostics.filter(
            ({ code, range: at }) => code === fix.finding.rule && isSame(at, fix.range),
          ),
          ...(fix.preferred ? { isPreferred: true } : {}),
        });
      for (const [rule, at] of rules)
        for (const plan of suppressions(view, rule, document, at, lines, this.#say))
          actions.push(action(plan, CodeActionKind.QuickFix));
    }
    const fixKind = this.#views.documents.isNotebook(unit) ? NOTEBOOK_FIX_ALL : FIX_ALL;
    // Of everything that an editor may ask for at a place this is none that one looks for there.
    if (only !== undefined && wants(fixKind)) {
      const plan = fixAll(view, findings, lines, this.#say);
      if (plan !== undefined) actions.push(action(plan, fixKind));
    }
    const offset = view.offsetAt(document, range.start);
    if (offset !== undefined && wants(CodeActionKind.RefactorRewrite))
      for (const plan of adoptions(view, offset, lines, this.#say))
        actions.push(action(plan, CodeActionKind.RefactorRewrite));
    return actions;
  }

  #hints(
    view: ServerView,
    document: TextDocument,
    range: Range,
    { inlayHints }: RawSettings,
  ): readonly InlayHint[] {
    const settings = hintSettings(inlayHints['signal'], inlayHints['limit'], inlayHints['shape']);
    const [start, end] = [view.offsetAt(document, range.start), view.offsetAt(document, range.end)];
    if (start === undefined || end === undefined) return [];
    return wordedHints(view.lens, settings, { start, end }, this.#say).flatMap(
      ({ offset, label, tooltip }) => {
        const place = view.locate({ start: offset, end: offset });
        if (place?.document !== document) return [];
        return [{ position: place.range.end, label, tooltip, paddingLeft: true, kind: InlayHintKind.Type }];
      },
    );
  }

  #lenses(view: ServerView, document: TextDocument, { codeLens }: RawSettings): readonly CodeLens[] {
    if (codeLens !== true) return [];
    return modelLenses(view.lens).flatMap(({ range, title }): readonly CodeLens[] => {
      const place = view.locate(range);
      if (place?.document !== document) return [];
      const at = place.range.start;
      const where = { range: { start: at, end: at }, data: { uri: document.uri } };
      if (title === undefined) return [where];
      return [{ ...where, command: lensCommand(this.#say(title), document.uri, at) }];
    });
  }

  #signal(lens: LensDocument, offset: number): readonly string[] {
    const [model] = lens.modelsNear(offset);
    if (model === undefined) return [];
    const summary = summaryOf(model);
    const text = (figure: number | undefined): string => (figure === undefined ? '?' : formatFigure(figure));
    const layers = model.nodes.filter(({ kind }) => kind === 'layer').slice(0, MOST_LINES_OF_SIGNAL);
    const lines = layers.map((node) => {
      const { signal, gradient } = figuresOf(model, node.index);
      const [forward, backward] = [phrase`signal ${text(signal)}`, phrase`grad ${text(gradient)}`];
      return `${node.path ?? node.qualifiedName}: ${this.#say(forward)} · ${this.#say(backward)}`;
    });
    const title = summary === undefined ? model.name : `${model.name}: ${this.#say(summaryPhrase(summary))}`;
    return [title, ...lines];
  }

  async #files(): Promise<readonly string[]> {
    const open = new Set(this.#views.documents.units());
    const { files } = collectFiles(this.#folders, ['.py', '.ipynb'], () => false);
    const uris: string[] = [];
    for (const { absolute } of files) {
      const uri = uriOf(absolute);
      if (!open.has(uri) && (await this.#configurations.of(absolute)).lint) uris.push(uri);
    }
    return uris;
  }

  async #closedFile(uri: string): Promise<DocumentDiagnostics> {
    const begin = performance.now();
    const path = resourceOf(uri);
    const configuration = await this.#configurations.of(path);
    const read = readContent(path, systemDisk);
    if (isProblem(read)) return { documents: [], milliseconds: 0 };
    const closed = closedSource(path, read.text);
    if (closed === undefined) return { documents: [], milliseconds: 0 };
    const lens = this.#service.update(uri, 0, closed.text);
    try {
      const diagnostics = findingsOf(lens, configuration).flatMap((finding) => {
        const range = closed.rangeOf(finding);
        if (range === undefined) return [];
        return [
          diagnosticOf(finding, range, (other) => {
            const at = other.uri === uri ? closed.rangeOf(other) : undefined;
            return at && { uri, range: at };
          }),
        ];
      });
      this.#tookTooLong = lens.tookTooLong;
      return {
        documents: [{ uri, version: undefined, diagnostics }],
        milliseconds: performance.now() - begin,
      };
    } finally {
      this.#service.close(uri);
    }
  }
}

interface Place {
  readonly uri: string;
  readonly range: Range;
}

const is = <Kind extends QuestionKind>(job: Job, kind: Kind): job is Job<Kind> => job.kind === kind;
const isPlaced = (job: Job): job is Job<'lens'> | Job<'signal'> =>
  job.kind === 'lens' || job.kind === 'signal';

/** The answer about what is not there. */
export function nothing({ kind }: Pick<Job, 'kind'>): Questions[QuestionKind]['answer'] {
  switch (kind) {
    case 'diagnostics':
    case 'closed-file':
      return { documents: [], milliseconds: 0 };
    case 'hover':
      return null;
    case 'lens':
      return '';
    default:
      return [];
  }
}

export function lensCommand(title: string, uri: string, at: Position) {
  return { title, command: SHOW_SIGNAL, arguments: [uri, at] };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

function diagnosticOf(
  finding: ReportedFinding,
  range: Range,
  placeOf: (related: ReportedFinding['related'][number]) => Place | undefined,
): Diagnostic {
  const page = pageUri(finding.rule);
  const tags = [
    ...(finding.unnecessary ? [DiagnosticTag.Unnecessary] : []),
    ...(finding.deprecated ? [DiagnosticTag.Deprecated] : []),
  ];
  const relatedInformation = finding.related.flatMap((related) => {
    const location = placeOf(related);
    return location === undefined ? [] : [{ location, message: related.message }];
  });
  return {
    range,
    message: finding.message,
    severity: severities[finding.severity],
    source: SOURCE,
    code: finding.rule,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(relatedInformation.length === 0 ? {} : { relatedInformation }),
  };
}

function action({ title, edits }: PlannedEdit<TextDocument>, kind: string): CodeAction {
  const changes = new Map<string, { range: Range; newText: string }[]>();
  for (const { document, range, newText } of edits)
    changes.set(document.uri, [...(changes.get(document.uri) ?? []), { range, newText }]);
  const edit: WorkspaceEdit = { changes: Object.fromEntries(changes) };
  return { title, kind, edit };
}

function isSame(one: Range, other: Range): boolean {
  return (
    one.start.line === other.start.line &&
    one.start.character === other.start.character &&
    one.end.line === other.end.line &&
    one.end.character === other.end.character
  );
}

function rangeIn(text: string): (range: OffsetRange) => Range {
  const toPoint = pointsIn(text);
  return ({ start, end }) => ({ start: toPoint(start), end: toPoint(end) });
}

/** A file that nobody has open; of a notebook places stand in its JSON. Undefined for what is no notebook. */
function closedSource(
  path: string,
  content: string,
): { readonly text: string; readonly rangeOf: (range: OffsetRange) => Range | undefined } | undefined {
  const inFile = rangeIn(content);
  if (!path.endsWith('.ipynb')) return { text: content, rangeOf: inFile };
  const reading = readNotebook(content);
  if (reading.kind === 'problem') return undefined;
  const joined = joinCells(reading.cells.map(({ text }) => text));
  const inCells = placesInFile(content);
  return {
    text: joined.text,
    rangeOf(range) {
      const place = joined.locate(range);
      const at = place && inCells(reading.cells[place.cell]?.number ?? 0, place);
      return at && inFile(at);
    },
  };
}
