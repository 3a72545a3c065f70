/** The language server as the extension knows it: what is asked of it, and what it says. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions, Middleware } from 'vscode-languageclient';
import type { PlotTheme } from '../core/plot/theme';
import {
  AGAIN,
  BEGAN,
  DIE,
  FIND_MODULES,
  FINDINGS,
  isFindings,
  methodOf,
  READ_FILE,
  RELEVANT,
  requests,
  RESTART,
  THEME,
  type Answer,
  type Asks,
  type FindingsSent,
  type RequestKind,
  type VscodeOptions,
} from '../requests';
import { SECTION } from '../settings';
import { isSilent } from './documents';
import { findFiles } from './find-files';
import { describeError } from './log';
import { settingsOf } from './settings';

/** The command that a hover's link runs: the only one that is trusted. */
const PLOT = 'activationLens.plotActivation';
const MOST_MODULES = 5_000;
/** What the protocol calls a running client, and one that came to its end. */
const RUNNING = 2;
const STOPPED = 1;
const NEVER_REVEALED = 4;

/** While tests run: a text that is never done with, and after how many seconds it is ended. */
const TEST = { hang: 'ACTIVATION LENS NEVER ENDS', seconds: 3 };

export interface Analysis extends vscode.Disposable {
  start(): Promise<void>;
  /** Undefined where nobody wants the answer any more, or there is none: the log says why. */
  ask<Kind extends RequestKind>(
    kind: Kind,
    asks: Asks<Kind>,
    token?: vscode.CancellationToken,
  ): Promise<Answer<Kind> | undefined>;
  /** Whether an open document may use a framework. */
  isRelevant(uri: vscode.Uri): Promise<boolean>;
  /** Forgets everything, and begins anew. */
  restart(): Promise<void>;
  /** Begins with a document again that was given up. */
  again(uri: vscode.Uri): void;
  /** While tests run: the server ends, as an accident would end it. */
  die(): void;
  readonly isRunning: boolean;
  readonly onFindings: vscode.Event<FindingsSent>;
  /** It remembers nothing that it told the panel. */
  readonly onDidBegin: vscode.Event<void>;
  readonly onDidChangeState: vscode.Event<void>;
}

/** Makes the client for the host that the bundle is for. */
export type CreateClient = (
  context: vscode.ExtensionContext,
  options: LanguageClientOptions,
) => Promise<BaseLanguageClient>;

const themes: Readonly<Record<vscode.ColorThemeKind, PlotTheme>> = {
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.HighContrast]: 'high-contrast-dark',
  [vscode.ColorThemeKind.HighContrastLight]: 'high-contrast-light',
};

export function createAnalysis(
  context: vscode.ExtensionContext,
  createClient: CreateClient,
  log: vscode.LogOutputChannel,
): Analysis {
  const findings = new vscode.EventEmitter<FindingsSent>();
  const began = new vscode.EventEmitter<void>();
  const state = new vscode.EventEmitter<void>();
  const isTest = context.extensionMode === vscode.ExtensionMode.Test;
  let isRunning = false;
  let isGone = false;

  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'python' }],
    initializationOptions: (): VscodeOptions => ({
      host: 'vscode',
      theme: themes[vscode.window.activeColorTheme.kind],
      translations: Object.fromEntries(
        Object.entries(vscode.l10n.bundle ?? {}).map(([english, said]) => [english, String(said)]),
      ),
      ...(isTest ? { test: TEST } : {}),
    }),
    diagnosticCollectionName: 'activation-lens-configuration',
    outputChannel: log,
    revealOutputChannelOn: NEVER_REVEALED,
    markdown: { isTrusted: { enabledCommands: [PLOT] } },
    middleware: middleware(),
  };
  const starting = afterActivation()
    .then(() => createClient(context, options))
    .then((client) => {
      client.onNotification(FINDINGS, (found: unknown) => {
        if (isFindings(found)) findings.fire(found);
        else log.warn('The language server sent findings that are none.');
      });
      client.onNotification(BEGAN, () => {
        began.fire();
      });
      client.onRequest(READ_FILE, (asked: unknown) => readFile(asked));
      client.onRequest(FIND_MODULES, async () =>
        (await findFiles(['py'], MOST_MODULES)).map((uri) => uri.toString()),
      );
      client.onDidChangeState(({ oldState, newState }) => {
        const before = isRunning;
        isRunning = newState === RUNNING;
        if (isGone || before === isRunning) return;
        if (isRunning && oldState !== STOPPED) began.fire();
        if (!isRunning) log.warn('The language server ended; it is begun again.');
        state.fire();
      });
      return client;
    });

  /** Nothing is told to a server that does not run: it hears all of it when it begins. */
  function tell(method: string, params?: unknown): void {
    if (!isRunning) return;
    starting
      .then((client) => client.sendNotification(method, params))
      .catch((error: unknown) => {
        log.warn(`The language server was not told: ${describeError(error)}`);
      });
  }

  const subscriptions = [
    findings,
    began,
    state,
    vscode.window.onDidChangeActiveColorTheme(({ kind }) => {
      tell(THEME, themes[kind]);
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      // On the web nobody watches files.
      if (uri.path.endsWith('.toml'))
        tell('workspace/didChangeWatchedFiles', { changes: [{ uri: uri.toString(), type: 2 }] });
    }),
  ];

  return {
    async start() {
      const client = await starting;
      await client.start();
    },
    async ask(kind, asks, token) {
      try {
        const client = await starting;
        const answer: unknown = await client.sendRequest(methodOf(kind), asks, token);
        if (token?.isCancellationRequested === true) return undefined;
        const isAnswer = requests[kind].answer as (value: unknown) => value is Answer<typeof kind>;
        if (isAnswer(answer)) return answer;
        log.error(`The language server answered ${kind} with something else.`);
      } catch (error) {
        if (token?.isCancellationRequested !== true) log.warn(`${kind}: ${describeError(error)}`);
      }
      return undefined;
    },
    async isRelevant(uri) {
      try {
        const client = await starting;
        return (await client.sendRequest<unknown>(RELEVANT, uri.toString())) === true;
      } catch (error) {
        log.debug(`Whether ${uri.path} is relevant: ${describeError(error)}`);
        return false;
      }
    },
    async restart() {
      const client = await starting;
      if (isRunning) tell(RESTART);
      else await client.start();
    },
    again: (uri) => {
      tell(AGAIN, uri.toString());
    },
    die: () => {
      if (isTest) tell(DIE);
    },
    get isRunning() {
      return isRunning;
    },
    onFindings: findings.event,
    onDidBegin: began.event,
    onDidChangeState: state.event,
    dispose() {
      isGone = true;
      for (const subscription of subscriptions) subscription.dispose();
      starting
        .then((client) => client.dispose())
        .catch((error: unknown) => {
          console.warn(`The language server did not stop: ${describeError(error)}`);
        });
    },
  };
}

/** Loading the protocol's client takes longer than all else that starts: the host first goes on with whom it activates beside us. */
function afterActivation(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function middleware(): Middleware {
  return {
    didOpen: async (document, next) => {
      if (!isSilent(document.uri)) await next(document);
    },
    didClose: async (document, next) => {
      if (!isSilent(document.uri)) await next(document);
    },
    didChange: async (event, next) => {
      if (!isSilent(event.document.uri)) await next(event);
    },
    workspace: {
      configuration: ({ items }) =>
        items.map(({ section, scopeUri }) =>
          section === SECTION
            ? settingsOf(scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri))
            : null,
        ),
    },
  };
}

const LARGEST_FILE = 50_000_000;

/** A file of the workspace for a server that cannot read it itself. */
async function readFile(asked: unknown): Promise<{ readonly text: string } | { readonly problem: string }> {
  const { uri } = (typeof asked === 'object' && asked !== null ? asked : {}) as { readonly uri?: unknown };
  if (typeof uri !== 'string') return { problem: 'is no file' };
  try {
    const location = vscode.Uri.parse(uri, true);
    const { size } = await vscode.workspace.fs.stat(location);
    if (size > LARGEST_FILE) return { problem: 'is too large' };
    const bytes = await vscode.workspace.fs.readFile(location);
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    return { problem: `cannot be read (${describeError(error)})` };
  }
}
