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
import { earlierNames, currentName } from '../core/lint/configuration/rule-aliases';
import { pageUri } from '../cli/page-uri';
import type { PlacedProblem } from '../core/lint/configuration/pyproject';
import type { Severity } from '../core/lint/rule';
import { ruleMetas } from '../core/lint/registry';
import { drawnPictures, sketchedPictures } from '../core/hover';
import { formatFigure } from '../core/numerics/figures';
import { phrase, sentence, type Say } from '../core/phrase';
import {
  createLensService,
  type LensDocument,
  type LensService,
  type ReportedFinding,
} from '../core/service';
import { summaryOf, summaryPhrase } from '../core/signal/summary';
import { figuresOf } from '../core/tensors/pass';
import { adoptions, fixAll, fixesAt, isAboutSignal, suppressions, type PlannedEdit } from '../editor/actions';
import { createConfigurationsOf, settingsLayer, type ConfigurationsOf } from '../editor/configuration';
import { settingIn, type RawSettings } from '../settings';
import { findingsOf } from '../editor/findings';
import { hoverAt } from '../editor/hover';
import { hintSettings, wordedHints } from '../editor/inlay-hints';
import { modelLenses, variantTitle } from '../editor/model-lenses';
import { createProjectFiles, type ProjectFiles } from '../editor/project-files';
import type { Answer, Asks, DiagnosticSent } from '../requests';
import { closedSource, rangeIn, type ClosedSource } from './closed-source';
import { debugLine } from './debug-line';
import type { Files } from './files';
import { lintAnswer, plotAnswer, traceAnswer } from './language-model-answers';
import type {
  DocumentChange,
  DocumentDiagnostics,
  HoverForm,
  Job,
  QuestionKind,
  Questions,
  WorkerStart,
} from './messages';
import { modelList } from './panel/model-list';
import { PanelSession } from './panel/session';
import { places } from './places';
import { plainText } from './plain-text';
import { nameOf, lines, Views, type ServerView } from './views';

export const SOURCE = 'activation-lens';
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.activationLens`;
export const NOTEBOOK_FIX_ALL = `notebook.${FIX_ALL}`;
/** The same in our own extension, whose settings name them so. */
export const VSCODE_FIX_ALL = `${CodeActionKind.SourceFixAll}.activation-lens`;
export const VSCODE_NOTEBOOK_FIX_ALL = `notebook.${VSCODE_FIX_ALL}`;
/** The command behind a code lens, and in our own extension. */
export const SHOW_SIGNAL = 'activation-lens.showSignal';
const VSCODE_SHOW_SIGNAL = 'activationLens.showSignalPropagation';
const VSCODE_TURN_OFF = 'activationLens.turnOffRule';
const VSCODE_RULE_PAGE = 'activationLens.showRuleDocumentation';
const VSCODE_PLOT = 'activationLens.plotActivation';

/** Who hears what nobody asked for. */
export interface AnalystHost {
  log(line: string): void;
  problems(uri: string, diagnostics: readonly Diagnostic[]): void;
  readonly say: Say;
}

type Start = WorkerStart['activationLensServer'];

const MOST_LINES_OF_SIGNAL = 60;
/** Longer closed files are not looked through for functions. UTF-16 units. */
const LONGEST_OF_GALLERY = 200_000;

export class Analyst {
  readonly #service: LensService;
  /** Closed files leave nothing behind in the editor's service. */
  readonly #batch: LensService;
  readonly #files: Files;
  readonly #views: Views;
  readonly #projects: ProjectFiles<string>;
  readonly #configurations: ConfigurationsOf<string>;
  readonly #panel: PanelSession;
  readonly #settings = new Map<string, RawSettings>();
  readonly #say: Say;
  readonly #isVscode: boolean;
  /** Text that never comes to an end, for tests. */
  readonly #hang: string | undefined;
  #folders: readonly string[];
  #tookTooLong = false;

  constructor({ folders, timeLimit, vscode }: Start, files: Files, host: AnalystHost) {
    const { say } = host;
    this.#say = say;
    this.#folders = folders;
    this.#files = files;
    this.#isVscode = vscode !== undefined;
    this.#hang = vscode?.test?.hang;
    const options = {
      source: files.modules,
      timeLimit: { milliseconds: timeLimit, now: () => performance.now() },
      say,
      log: (line: string) => {
        host.log(line);
      },
    };
    this.#service = createLensService(options);
    this.#batch = createLensService(options);
    this.#views = new Views(this.#service);
    this.#panel = new PanelSession({
      views: this.#views,
      proposals: createLensService(options),
      findingsOf: async (view) => findingsOf(view.lens, await this.#configurations.of(view.lens.uri)),
      say,
    });
    const report = (uri: string, text: string, problems: readonly PlacedProblem[]): void => {
      host.problems(
        uri,
        problems.map(({ message, ...range }) => ({
          range: rangeIn(text)(range),
          message,
          severity: DiagnosticSeverity.Warning,
          source: SOURCE,
        })),
      );
    };
    const read = (uri: string) => this.#files.read(uri);
    this.#projects = createProjectFiles<string>({ places, read, report, say });
    this.#configurations = createConfigurationsOf<string>({
      places,
      projects: this.#projects,
      read,
      settings: (resource) => {
        const settings = this.#settings.get(resource) ?? {};
        return {
          enable: settingIn(settings, 'lint.enable') !== false,
          lint: settingsLayer(settings),
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
    this.#panel.forgetConfiguration();
  }

  forgetModules(folders?: readonly string[]): void {
    if (folders !== undefined) this.#folders = folders;
    this.#files.forget(folders);
    this.reset();
  }

  /** Other files of the workspace became known. */
  reset(): void {
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
    if (unit !== '') this.#settings.set(unit, job.settings);
    const free = this.#withoutDocument(job);
    if (free !== undefined) return free;
    const view = this.#views.viewOf(job.uri);
    if (this.#hang !== undefined && view?.lens.text.includes(this.#hang)) for (;;);
    const document = this.#views.documents.text(job.uri);
    const answer =
      this.#ofPanel(job, view) ??
      (view === undefined ? nothing(job) : await this.#about(job, view, document, unit));
    this.#tookTooLong = view?.lens.tookTooLong === true;
    return answer;
  }

  /** Answers that need no open document. */
  #withoutDocument(job: Job): Promise<Questions[QuestionKind]['answer']> | undefined {
    if (is(job, 'files')) return this.#listFiles();
    if (is(job, 'closed-file')) return this.#closedFile(job.uri);
    if (is(job, 'lintFile')) return this.#lintFile(job.uri);
    if (is(job, 'tool')) return this.#tool(job.asks);
    if (is(job, 'rules')) return Promise.resolve({ rules: this.#rules() });
    if (is(job, 'own') && this.#views.documents.unitOf(job.uri) === undefined)
      return this.#ownOfClosed(job.uri, job.asks.label);
    return undefined;
  }

  #ofPanel(
    job: Job,
    view: ServerView | undefined,
  ): Questions[QuestionKind]['answer'] | Promise<Questions[QuestionKind]['answer']> | undefined {
    const { uri } = job;
    if (is(job, 'at')) return this.#panel.at(uri, job.asks.selection, job.asks);
    if (is(job, 'propose')) return this.#panel.propose();
    if (is(job, 'plot')) return this.#panel.plot(uri, job.asks.selection, job.asks.own);
    if (is(job, 'plotAt')) return this.#panel.plotAt(uri, job.asks.offset);
    if (is(job, 'choices')) return this.#panel.choices(uri);
    if (is(job, 'page')) return this.#panel.page(job.asks.message, uri, job.asks.selection);
    if (is(job, 'own')) return { own: this.#panel.ownOf(uri) };
    if (is(job, 'frameworks')) return this.#panel.frameworks();
    if (is(job, 'models')) return { listed: view === undefined ? [] : this.#models(view) };
    if (is(job, 'locate')) {
      const place = view?.locate(job.asks.range);
      return { place: place === undefined ? null : { uri: place.document.uri, range: place.range } };
    }
    return undefined;
  }

  #models(view: ServerView): Answer<'models'>['listed'] {
    return modelList(view.lens).flatMap((entry) => {
      const at = view.locate(entry.range);
      if (at === undefined) return [];
      const extent = entry.kind === 'model' && entry.extent ? view.locate(entry.extent) : undefined;
      return [
        {
          kind: entry.kind,
          label: entry.label.slice(0, 1_000),
          place: { uri: at.document.uri, range: at.range },
          extent: extent === undefined ? null : { uri: extent.document.uri, range: extent.range },
          layers: entry.kind === 'model' ? entry.layers : 0,
          activations: entry.kind === 'model' ? entry.activations : 0,
          layer: entry.kind === 'activation' ? (entry.layer ?? null) : null,
          within: entry.kind === 'activation' && entry.within,
          last: entry.kind === 'activation' ? (entry.last ?? null) : null,
          times: entry.kind === 'activation' ? entry.times : 1,
          at: view.label(at.document, at.range.start.line),
        },
      ];
    });
  }

  #rules(): Answer<'rules'>['rules'] {
    return ruleMetas.map(({ name, summary, defaultSeverity }) => ({
      name,
      summary: this.#say(sentence(summary)),
      severity: defaultSeverity,
      earlier: earlierNames.filter((earlier) => currentName(earlier) === name),
    }));
  }

  async #about(
    job: Job,
    view: ServerView,
    document: TextDocument | undefined,
    unit: string,
  ): Promise<Questions[QuestionKind]['answer']> {
    if (is(job, 'diagnostics')) return this.#diagnostics(view, unit);
    if (is(job, 'debug'))
      return { line: debugLine(view.lens, await this.#configurations.of(unit), this.#batch) };
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
    const configuration = await this.#configurations.of(unit);
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
      lint: configuration.lint,
    };
  }

  #placeOf(view: ServerView, related: ReportedFinding['related'][number]): Place | undefined {
    if (related.uri === view.lens.uri) {
      const place = view.locate(related);
      return place && { uri: place.document.uri, range: place.range };
    }
    const text = this.#service.get(related.uri)?.text ?? this.#files.modules.read(related.uri);
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
    const detail = settingIn(settings, 'hover');
    if (offset === undefined || detail === 'off') return null;
    const answer = hoverAt(view.lens, offset, {
      detail: detail === 'full' ? 'full' : 'short',
      pictures: pictures === 'characters' ? sketchedPictures : drawnPictures(pictures),
      ...(this.#isVscode ? { plotLink: plotLink(document.uri, position) } : {}),
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
    const configuration = await this.#configurations.of(unit);
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
      for (const [rule, at] of rules) actions.push(...this.#aboutRule(view, unit, document, rule, at));
    }
    // Of a notebook only as a notebook: cell by cell it would edit other cells, too.
    const [single, whole] = this.#isVscode
      ? [VSCODE_FIX_ALL, VSCODE_NOTEBOOK_FIX_ALL]
      : [FIX_ALL, NOTEBOOK_FIX_ALL];
    const fixKind = this.#views.documents.isNotebook(unit) ? whole : single;
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

  /** Ways to silence a rule; in our own extension to its page and its settings, too. */
  #aboutRule(
    view: ServerView,
    unit: string,
    document: TextDocument,
    rule: string,
    at: Range,
  ): readonly CodeAction[] {
    const silencing = suppressions(view, rule, document, at, lines, this.#say).map((plan) =>
      action(plan, CodeActionKind.QuickFix),
    );
    if (!this.#isVscode) return silencing;
    const command = (title: string, name: string, given: readonly unknown[]): CodeAction => ({
      title,
      kind: CodeActionKind.QuickFix,
      command: { title, command: name, arguments: [...given] },
    });
    const signal = this.#say(phrase`Show signal propagation`);
    return [
      ...(isAboutSignal(rule) ? [command(signal, VSCODE_SHOW_SIGNAL, [document.uri, at.start])] : []),
      ...silencing,
      command(this.#say(phrase`Turn ${rule} off`), VSCODE_TURN_OFF, [rule, unit]),
      command(this.#say(phrase`Show the page about ${rule}`), VSCODE_RULE_PAGE, [rule]),
    ];
  }

  #hints(view: ServerView, document: TextDocument, range: Range, raw: RawSettings): readonly InlayHint[] {
    const settings = hintSettings(
      settingIn(raw, 'inlayHints.signal'),
      settingIn(raw, 'inlayHints.limit'),
      settingIn(raw, 'inlayHints.shape'),
    );
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

  #lenses(view: ServerView, document: TextDocument, settings: RawSettings): readonly CodeLens[] {
    if (settingIn(settings, 'codeLens') !== true) return [];
    return modelLenses(view.lens).flatMap(({ range, title }): readonly CodeLens[] => {
      const place = view.locate(range);
      if (place?.document !== document) return [];
      const at = place.range.start;
      const where = { range: { start: at, end: at }, data: { uri: document.uri } };
      if (title === undefined) return [where];
      return [{ ...where, command: lensCommand(this.#say(title), document.uri, at, this.#isVscode) }];
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

  async #listFiles(): Promise<readonly string[]> {
    const open = new Set(this.#views.documents.units());
    const uris: string[] = [];
    for (const uri of await this.#files.list())
      if (!open.has(uri) && (await this.#configurations.of(uri)).lint) uris.push(uri);
    return uris;
  }

  /** What is asked of a file that nobody has open; it leaves nothing behind. */
  async #withClosed<Given>(
    uri: string,
    ask: (closed: ClosedSource) => Given,
  ): Promise<{ readonly given: Given } | { readonly problem: string }> {
    const read = await this.#files.source(uri);
    if ('problem' in read) return read;
    const closed = closedSource(uri, read.text, this.#batch);
    if ('problem' in closed) return closed;
    try {
      const given = ask(closed);
      this.#tookTooLong = closed.lens.tookTooLong;
      return { given };
    } finally {
      this.#batch.close(uri);
    }
  }

  #closedDiagnostics(closed: ClosedSource, findings: readonly ReportedFinding[]): readonly Diagnostic[] {
    const { uri } = closed.lens;
    return findings.flatMap((finding) => {
      const range = closed.rangeOf(finding);
      if (range === undefined) return [];
      const diagnostic = diagnosticOf(finding, range, (other) => {
        if (other.uri === uri) {
          const at = closed.rangeOf(other);
          return at && { uri, range: at };
        }
        const text = this.#service.get(other.uri)?.text ?? this.#files.modules.read(other.uri);
        return text === undefined ? undefined : { uri: other.uri, range: rangeIn(text)(other) };
      });
      const cell = this.#isVscode ? closed.cellOf(finding) : undefined;
      return [
        cell === undefined
          ? diagnostic
          : { ...diagnostic, message: `${this.#say(cell)} ${diagnostic.message}` },
      ];
    });
  }

  async #closedFile(uri: string): Promise<DocumentDiagnostics> {
    const begin = performance.now();
    const configuration = await this.#configurations.of(uri);
    const read = await this.#withClosed(uri, (closed) =>
      this.#closedDiagnostics(closed, findingsOf(closed.lens, configuration)),
    );
    const documents = 'problem' in read ? [] : [{ uri, version: undefined, diagnostics: read.given }];
    return { documents, milliseconds: performance.now() - begin, lint: configuration.lint };
  }

  async #lintFile(uri: string): Promise<Answer<'lintFile'>> {
    const configuration = await this.#configurations.of(uri);
    if (!configuration.lint) return { diagnostics: null, problem: null };
    const read = await this.#withClosed(uri, (closed) =>
      this.#closedDiagnostics(closed, findingsOf(closed.lens, configuration)),
    );
    this.#batch.forgetUnused();
    return 'problem' in read
      ? { diagnostics: null, problem: read.problem }
      : { diagnostics: read.given.map(sent), problem: null };
  }

  async #ownOfClosed(uri: string, label: string): Promise<Answer<'own'>> {
    const read = await this.#withClosed(uri, ({ lens }) =>
      lens.text.length <= LONGEST_OF_GALLERY && lens.frameworks().size > 0
        ? this.#panel.ownOfClosed(uri, label, lens.ownFunctions())
        : [],
    );
    return { own: 'problem' in read ? [] : read.given };
  }

  async #tool({ uri, tool, label }: Asks<'tool'>): Promise<Answer<'tool'>> {
    try {
      if (tool === 'plot') return { json: JSON.stringify(plotAnswer(label)), problem: null };
      const configuration = await this.#configurations.of(uri);
      const read = await this.#withClosed(uri, (closed) =>
        tool === 'lint'
          ? lintAnswer(closed, findingsOf(closed.lens, { ...configuration, lint: true }))
          : traceAnswer(closed, label),
      );
      return 'problem' in read
        ? { json: null, problem: `${nameOf(uri)} ${read.problem}` }
        : { json: JSON.stringify(read.given), problem: null };
    } catch (error) {
      return { json: null, problem: error instanceof Error ? error.message : String(error) };
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

const nothingToSay = { messages: [], effects: [], more: false };

/** Answers about what is not there, where they are no empty list. */
const noAnswers: Partial<{ readonly [Kind in QuestionKind]: Questions[Kind]['answer'] }> = {
  diagnostics: { documents: [], milliseconds: 0, lint: true },
  'closed-file': { documents: [], milliseconds: 0, lint: true },
  hover: null,
  lens: '',
  at: nothingToSay,
  propose: nothingToSay,
  plotAt: nothingToSay,
  page: nothingToSay,
  plot: { plot: null, refusal: null },
  choices: { file: [], catalogue: [] },
  locate: { place: null },
  own: { own: [] },
  frameworks: { frameworks: {} },
  models: { listed: [] },
  lintFile: { diagnostics: null, problem: 'was given up' },
  tool: { json: null, problem: 'The analysis was given up.' },
  rules: { rules: [] },
  debug: { line: 'given up' },
};

/** The answer about what is not there. */
export function nothing({ kind }: Pick<Job, 'kind'>): Questions[QuestionKind]['answer'] {
  const answer = noAnswers[kind];
  return answer === undefined ? [] : answer;
}

export function lensCommand(title: string, uri: string, at: Position, isVscode: boolean) {
  return { title, command: isVscode ? VSCODE_SHOW_SIGNAL : SHOW_SIGNAL, arguments: [uri, at] };
}

function plotLink(uri: string, { line, character }: Position): string {
  return `command:${VSCODE_PLOT}?${encodeURIComponent(JSON.stringify([uri, line, character]))}`;
}

/** For our own extension, which has the rules' pages itself. */
export function sent({
  range,
  message,
  severity,
  code,
  tags,
  relatedInformation,
}: Diagnostic): DiagnosticSent {
  return {
    range,
    message: typeof message === 'string' ? message : message.value,
    severity: severity ?? DiagnosticSeverity.Warning,
    ...(typeof code === 'string' ? { code } : {}),
    ...(tags === undefined ? {} : { tags }),
    ...(relatedInformation === undefined ? {} : { relatedInformation }),
  };
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
