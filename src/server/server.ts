/** The language server: what an editor may ask and what it is told. The analysis itself runs in a worker. */
import {
  CodeActionKind,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  FileChangeType,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
  type CancellationToken,
  type CodeLens,
  type Connection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type Position,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';
import type { PlotTheme } from '../core/plot/theme';
import { mayUseFramework } from '../core/service/relevance';
import { SECTION, settingIn } from '../settings';
import { createSchedule, PAUSE, type Schedule } from '../editor/schedule';
import {
  AGAIN,
  BEGAN,
  DIE,
  FIND_MODULES,
  FINDINGS,
  isContent,
  isUris,
  methodOf,
  READ_FILE,
  RELEVANT,
  requestKinds,
  requests,
  RESTART,
  THEME,
  type Asks,
  type FindingsSent,
  type RequestKind,
} from '../requests';
import {
  FIX_ALL,
  lensCommand,
  NOTEBOOK_FIX_ALL,
  nothing,
  sent,
  SHOW_SIGNAL,
  SOURCE,
  VSCODE_FIX_ALL,
  VSCODE_NOTEBOOK_FIX_ALL,
} from './analyst';
import { clientOf, table, type Client } from './client';
import type { Content } from './files';
import type { DocumentChange, DocumentDiagnostics, HoverForm, QuestionKind, Questions } from './messages';
import { Settings } from './settings';
import type { StartThread } from './thread';
import { nameOf } from './views';
import { WatchedWorker } from './watched-worker';

export interface ServerOptions {
  readonly version: string;
  readonly startThread: StartThread;
  /** Ends the whole server, as an accident would. */
  die(): void;
  /** How long the analysis of a document may take, in seconds. */
  readonly timeLimit: number;
}

const LINT_WORKSPACE = 'activation-lens.lintWorkspace';
/** How long the analysis of a document may take in our own extension, in seconds. */
export const LONGEST_ANALYSIS = 10;

const themes: readonly PlotTheme[] = ['light', 'dark', 'high-contrast-light', 'high-contrast-dark'];

/** Serves until the editor says that it is enough. */
export function serve(connection: Connection, options: ServerOptions): void {
  connection.onInitialize((params) => new Server(connection, options, params).capabilities());
  connection.listen();
}

class Server {
  readonly #connection: Connection;
  readonly #options: ServerOptions;
  readonly #client: Client;
  readonly #settings: Settings;
  readonly #worker: WatchedWorker;
  readonly #schedule: Schedule = createSchedule(() => performance.now());
  /** Counts what may change findings without an edit. */
  #generation = 0;
  #folders: readonly string[];
  readonly #lintedClosed = new Set<string>();
  #theme: PlotTheme;
  /** How long the analysis of a document may take. */
  readonly #seconds: number;

  constructor(connection: Connection, options: ServerOptions, params: InitializeParams) {
    this.#connection = connection;
    this.#options = options;
    this.#client = clientOf(params);
    this.#folders = this.#client.folders;
    const { vscode } = this.#client;
    this.#theme = vscode?.theme ?? 'light';
    this.#settings = new Settings(connection, this.#client);
    this.#seconds = vscode?.test?.seconds ?? options.timeLimit;
    this.#worker = new WatchedWorker({
      startThread: options.startThread,
      folders: this.#folders,
      locale: this.#client.locale,
      vscode,
      timeLimit: this.#seconds * 1_000,
      log: (line) => {
        connection.console.log(line);
      },
      problems: ({ uri, diagnostics }) => {
        void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
      },
      read: async (uri): Promise<Content> => {
        const content: unknown = await connection.sendRequest(READ_FILE, { uri });
        return isContent(content) ? content : { problem: 'cannot be read' };
      },
      find: async () => {
        const found: unknown = await connection.sendRequest(FIND_MODULES);
        return isUris(found) ? found : [];
      },
      loaded: () => {
        this.#refresh();
      },
      began: () => {
        if (vscode !== undefined) void connection.sendNotification(BEGAN);
      },
      gaveUp: (unit) => {
        // Our own extension says it in its status.
        if (vscode === undefined) this.#show(MessageType.Warning, this.#words(unit));
        else connection.console.warn(this.#words(unit));
        this.#lint(unit, 0);
      },
    });
    this.#listen();
  }

  capabilities(): InitializeResult {
    return {
      serverInfo: { name: 'activation-lens', version: this.#options.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        notebookDocumentSync: {
          // Cells are counted as people see them, those of other languages too.
          notebookSelector: [
            this.#client.vscode === undefined ? { cells: [{ language: 'python' }] } : { notebook: '*' },
          ],
          save: true,
        },
        hoverProvider: true,
        codeActionProvider: {
          codeActionKinds: [
            CodeActionKind.QuickFix,
            CodeActionKind.RefactorRewrite,
            ...(this.#client.vscode === undefined
              ? [FIX_ALL, NOTEBOOK_FIX_ALL]
              : [VSCODE_FIX_ALL, VSCODE_NOTEBOOK_FIX_ALL]),
          ],
        },
        inlayHintProvider: true,
        codeLensProvider: { resolveProvider: true },
        ...(this.#client.vscode === undefined
          ? { executeCommandProvider: { commands: [LINT_WORKSPACE, SHOW_SIGNAL], workDoneProgress: true } }
          : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(this.#client.pulls
          ? {
              diagnosticProvider: {
                identifier: SOURCE,
                interFileDependencies: true,
                workspaceDiagnostics: false,
              },
            }
          : {}),
      },
    };
  }

  #listen(): void {
    const connection = this.#connection;
    connection.onInitialized(() => {
      if (this.#client.changesFolders)
        this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          const gone = new Set(removed.map(({ uri }) => uri));
          const kept = this.#folders.filter((folder) => !gone.has(folder));
          this.#folders = [...kept, ...added.map(({ uri }) => uri)];
          this.#worker.setFolders(this.#folders);
          this.#refresh();
        });
      this.#register().catch((error: unknown) => {
        connection.console.error(`Registering failed: ${String(error)}`);
      });
    });
    connection.onShutdown(async () => {
      this.#schedule.dispose();
      await this.#worker.stop();
    });
    this.#listenToDocuments();
    connection.onDidChangeConfiguration(({ settings }) => {
      this.#settings.forget(settings);
      this.#forgetConfiguration();
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri, type } of changes)
        // What was wrong in it is no more.
        if (type === FileChangeType.Deleted && uri.endsWith('.toml'))
          void connection.sendDiagnostics({ uri, diagnostics: [] });
      const paths = changes.map(({ uri }) => uri);
      if (paths.some((uri) => !uri.endsWith('.py'))) this.#forgetConfiguration();
      if (paths.some((uri) => uri.endsWith('.py') && this.#worker.documents.text(uri) === undefined))
        this.#forgetModules();
    });
    if (this.#client.vscode !== undefined) this.#listenToExtension();
    connection.onHover(async ({ textDocument: { uri }, position }, token) =>
      this.#ask('hover', uri, { position, form: this.#hoverForm() }, token),
    );
    connection.onCodeAction(async ({ textDocument: { uri }, range, context }, token) => [
      ...(await this.#ask(
        'actions',
        uri,
        { range, only: context.only, diagnostics: context.diagnostics },
        token,
      )),
    ]);
    connection.languages.inlayHint.on(async ({ textDocument: { uri }, range }, token) => [
      ...(await this.#ask('hints', uri, { range }, token)),
    ]);
    connection.onCodeLens(async ({ textDocument: { uri } }, token) => [
      ...(await this.#ask('lenses', uri, {}, token)),
    ]);
    connection.onCodeLensResolve((lens, token) => this.#resolveLens(lens, token));
    connection.onExecuteCommand(({ command, arguments: given }, token, progress) => {
      if (command === LINT_WORKSPACE) return this.#lintWorkspace(token, progress);
      return command === SHOW_SIGNAL ? this.#showSignal(given ?? []) : undefined;
    });
    if (this.#client.pulls)
      connection.languages.diagnostics.on(async ({ textDocument: { uri }, previousResultId }, token) => {
        const version = this.#worker.documents.text(uri)?.version ?? 0;
        const unit = this.#worker.documents.unitOf(uri) ?? uri;
        const parts = this.#worker.documents
          .partsOf(unit)
          .map((part) => `${part.uri}@${String(part.version)}`);
        const stopped = this.#worker.hasGivenUp(unit);
        const resultId = `${String(this.#generation)} ${String(stopped)} ${String(version)} ${parts.join(' ')}`;
        if (previousResultId === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
        const { documents } = await this.#ask('diagnostics', uri, {}, token);
        const items = this.#worker.hasGivenUp(unit)
          ? [this.#stopped(unit)]
          : (documents.find((part) => part.uri === uri)?.diagnostics ?? []);
        return { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items] };
      });
  }

  #hoverForm(): HoverForm {
    const { markdown, pictures } = this.#client.hover;
    return { markdown, pictures: pictures ? this.#theme : 'characters' };
  }

  /** What our own extension asks and says beyond the protocol. */
  #listenToExtension(): void {
    const connection = this.#connection;
    for (const kind of requestKinds)
      connection.onRequest(methodOf(kind), (asks: unknown, token: CancellationToken): Promise<unknown> =>
        this.#askFor(kind, asks, token),
      );
    connection.onRequest(RELEVANT, (uri: unknown) => {
      const document = typeof uri === 'string' ? this.#worker.documents.text(uri) : undefined;
      return document !== undefined && mayUseFramework(document.getText());
    });
    connection.onNotification(THEME, (theme: unknown) => {
      this.#theme = themes.find((known) => known === theme) ?? this.#theme;
    });
    connection.onNotification(RESTART, () => {
      this.#worker.restart();
      this.#forgetConfiguration();
    });
    if (this.#client.vscode?.test !== undefined)
      connection.onNotification(DIE, () => {
        this.#options.die();
      });
    connection.onNotification(AGAIN, (uri: unknown) => {
      const unit = typeof uri === 'string' ? this.#worker.documents.unitOf(uri) : undefined;
      if (unit === undefined) return;
      this.#worker.forgive(unit);
      this.#lint(unit, 0);
    });
  }

  #askFor<Kind extends RequestKind>(
    kind: Kind,
    asks: unknown,
    token: CancellationToken,
  ): Promise<Questions[RequestKind]['answer']> {
    const isAsks = requests[kind].asks as (value: unknown) => value is Asks<Kind>;
    if (!isAsks(asks)) throw new ResponseError(ErrorCodes.InvalidParams, `This is no ${kind}.`);
    const { uri } = asks as { readonly uri: string };
    return this.#ask<RequestKind>(kind, uri, asks, token);
  }

  #listenToDocuments(): void {
    const connection = this.#connection;
    const { synchronization } = connection.notebooks;
    const changed = (change: DocumentChange, uri: string, delay: number): void => {
      this.#worker.apply(change);
      this.#lint(uri, delay);
    };
    connection.onDidOpenTextDocument((params) => {
      const { uri } = params.textDocument;
      this.#worker.forgive(uri);
      changed({ kind: 'open', params }, uri, 0);
    });
    connection.onDidChangeTextDocument((params) => {
      const { uri } = params.textDocument;
      this.#worker.apply({ kind: 'change', params });
      this.#edited(uri);
    });
    connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
      this.#worker.forgive(uri);
      if (!this.#client.watchesFiles) this.#forgetModules();
      this.#lint(uri, 0);
    });
    connection.onDidCloseTextDocument((params) => {
      const { uri } = params.textDocument;
      this.#worker.apply({ kind: 'close', params });
      this.#closed(uri, [uri]);
    });
    synchronization.onDidOpenNotebookDocument((params) => {
      const { uri } = params.notebookDocument;
      this.#worker.forgive(uri);
      changed({ kind: 'open-notebook', params }, uri, 0);
    });
    synchronization.onDidChangeNotebookDocument((params) => {
      const { uri: unit } = params.notebookDocument;
      this.#worker.apply({ kind: 'change-notebook', params });
      this.#edited(unit);
      const gone = params.change.cells?.structure?.didClose ?? [];
      this.#clear(gone.map(({ uri }) => uri));
    });
    synchronization.onDidSaveNotebookDocument(({ notebookDocument: { uri } }) => {
      this.#worker.forgive(uri);
      this.#lint(uri, 0);
    });
    synchronization.onDidCloseNotebookDocument((params) => {
      const { uri } = params.notebookDocument;
      this.#worker.apply({ kind: 'close-notebook', params });
      this.#closed(
        uri,
        params.cellTextDocuments.map((cell) => cell.uri),
      );
    });
  }

  /** Who lints only what is saved says so in the settings. */
  #edited(uri: string): void {
    const unit = this.#worker.documents.unitOf(uri) ?? uri;
    this.#settings.of(unit).then(
      (settings) => {
        if (settingIn(settings, 'lint.run') !== 'onSave') this.#lint(uri, PAUSE);
      },
      (error: unknown) => {
        this.#connection.console.error(`The settings of ${uri} were not told: ${String(error)}`);
      },
    );
  }

  async #register(): Promise<void> {
    const { client } = this.#connection;
    if (this.#client.watchesFiles)
      await client.register(DidChangeWatchedFilesNotification.type, {
        watchers: ['**/*.py', '**/*.toml', '**/*.json'].map((globPattern) => ({ globPattern })),
      });
    if (this.#client.hearsOfSettings)
      await client.register(DidChangeConfigurationNotification.type, { section: SECTION });
  }

  /** The answer, or an empty one for a document that was given up. What is cancelled fails as the protocol has it. */
  async #ask<Kind extends QuestionKind>(
    kind: Kind,
    uri: string,
    asks: Questions[Kind]['asks'],
    token?: CancellationToken,
  ): Promise<Questions[Kind]['answer']> {
    const unit = this.#worker.documents.unitOf(uri) ?? uri;
    const settings = await this.#settings.of(unit);
    const isWanted = (): boolean => token?.isCancellationRequested !== true;
    const asked = await this.#worker.ask(kind, uri, settings, asks, isWanted);
    if (!isWanted()) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    return asked.kind === 'answer' ? asked.result : (nothing({ kind }) as Questions[Kind]['answer']);
  }

  #lint(uri: string, delay: number): void {
    const unit = this.#worker.documents.unitOf(uri);
    if (unit === undefined || this.#client.pulls) return;
    this.#schedule.plan(unit, delay, () => {
      this.#publish(unit).catch((error: unknown) => {
        this.#connection.console.error(`Linting ${unit} failed: ${String(error)}`);
      });
    });
  }

  async #publish(unit: string): Promise<void> {
    const parts = this.#worker.documents.partsOf(unit);
    const { documents, milliseconds, lint } = await this.#ask('diagnostics', unit, {});
    const tookTooLong = this.#worker.hasGivenUp(unit);
    if (!tookTooLong) this.#schedule.took(unit, milliseconds);
    if (this.#client.vscode !== undefined) {
      // Of what was given up nothing that stood before holds for certain.
      const told = tookTooLong
        ? parts.map(({ uri, version }) => ({ uri, version, diagnostics: [] }))
        : documents;
      const findings: FindingsSent = {
        unit,
        documents: told.map(({ uri, version, diagnostics }) => ({
          uri,
          version: version ?? 0,
          diagnostics: diagnostics.map(sent),
        })),
        findings: told.reduce((sum, { diagnostics }) => sum + diagnostics.length, 0),
        milliseconds,
        lint,
        tookTooLong,
      };
      await this.#connection.sendNotification(FINDINGS, findings);
      return;
    }
    if (tookTooLong) {
      const [first, ...others] = parts;
      this.#clear(others.map(({ uri }) => uri));
      if (first !== undefined)
        await this.#connection.sendDiagnostics({ uri: first.uri, diagnostics: [this.#stopped(unit)] });
      return;
    }
    await this.#send(documents);
  }

  async #send(documents: DocumentDiagnostics['documents']): Promise<void> {
    for (const { uri, version, diagnostics } of documents) {
      const isOld = version !== undefined && this.#worker.documents.text(uri)?.version !== version;
      // Its edits have their own turn.
      if (isOld) continue;
      await this.#connection.sendDiagnostics({
        uri,
        ...(version === undefined ? {} : { version }),
        diagnostics: [...diagnostics],
      });
    }
  }

  #clear(uris: readonly string[]): void {
    if (this.#client.pulls || this.#client.vscode !== undefined) return;
    for (const uri of uris) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  #closed(unit: string, documents: readonly string[]): void {
    this.#schedule.forget(unit);
    this.#clear(documents);
  }

  #forgetConfiguration(): void {
    this.#worker.forgetConfiguration();
    this.#refresh();
  }

  #forgetModules(): void {
    this.#worker.forgetModules();
    this.#refresh();
  }

  /** Everything may have other answers now. */
  #refresh(): void {
    this.#generation += 1;
    const { diagnostics, hints, lenses } = this.#client.refreshes;
    for (const unit of this.#worker.documents.units()) this.#lint(unit, 0);
    const { languages } = this.#connection;
    if (this.#client.pulls && diagnostics) languages.diagnostics.refresh();
    if (hints) void languages.inlayHint.refresh();
    if (lenses) void this.#connection.sendRequest('workspace/codeLens/refresh');
    for (const uri of this.#lintedClosed) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#lintedClosed.clear();
  }

  /** Nobody waits until somebody has read it. */
  #show(type: MessageType, message: string): void {
    void this.#connection.sendNotification(ShowMessageNotification.type, { type, message });
  }

  #words(unit: string): string {
    const seconds = String(this.#seconds);
    const name = nameOf(unit);
    return `Activation Lens: the analysis of ${name} was ended after ${seconds} s. It begins again when the file is saved.`;
  }

  #stopped(unit: string): Diagnostic {
    const start = { line: 0, character: 0 };
    return {
      range: { start, end: start },
      message: this.#words(unit),
      severity: DiagnosticSeverity.Information,
      source: SOURCE,
    };
  }

  async #resolveLens(lens: CodeLens, token: CancellationToken): Promise<CodeLens> {
    const uri = table(lens.data)['uri'];
    if (typeof uri !== 'string') return lens;
    const position = lens.range.start;
    const title = await this.#ask('lens', uri, { position }, token);
    return { ...lens, command: lensCommand(title, uri, position, this.#client.vscode !== undefined) };
  }

  async #showSignal([uri, position]: readonly unknown[]): Promise<readonly string[]> {
    if (typeof uri !== 'string' || !isPosition(position)) return [];
    const told = await this.#ask('signal', uri, { position });
    if (told.length > 0) this.#show(MessageType.Info, told.join('\n'));
    return told;
  }

  /** Findings of every file of the workspace that nobody has open. */
  async #lintWorkspace(token: CancellationToken, attached: WorkDoneProgressReporter): Promise<object> {
    const folder = this.#folders[0];
    if (folder === undefined) return { files: 0, findings: 0, cancelled: false };
    const created = this.#client.progress
      ? await this.#connection.window.createWorkDoneProgress()
      : undefined;
    const progress = created ?? attached;
    const isStopped = (): boolean =>
      token.isCancellationRequested || created?.token.isCancellationRequested === true;
    progress.begin('Activation Lens', 0, 'files', true);
    let [files, findings] = [0, 0];
    try {
      const uris = await this.#ask('files', folder, {});
      for (const uri of uris) {
        if (isStopped()) break;
        const { documents } = await this.#ask('closed-file', uri, {});
        const found = documents.reduce((sum, { diagnostics }) => sum + diagnostics.length, 0);
        if (found > 0) {
          this.#lintedClosed.add(uri);
          await this.#send(documents);
        }
        files += 1;
        findings += found;
        progress.report(
          Math.round((files / uris.length) * 100),
          `${String(files)} of ${String(uris.length)} files, ${String(findings)} findings`,
        );
      }
    } finally {
      progress.done();
    }
    return { files, findings, cancelled: isStopped() };
  }
}

function isPosition(value: unknown): value is Position {
  const { line, character } = table(value);
  return typeof line === 'number' && typeof character === 'number';
}
