/** An editor for tests: it speaks the protocol with the server's own bundle, in a process of its own. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';

const { bundles } = createRequire(import.meta.url)('../../scripts/lib/bundles.cjs') as {
  bundles: (production: boolean) => Readonly<Record<'commandLine', BuildOptions>>;
};

/** Builds command line and server into a folder. `edit` may give a source file another text, for what no input brings about for certain. */
export async function bundleServer(
  edit?: (path: string, source: string) => string,
): Promise<{ readonly cli: string; readonly dispose: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'activation-lens-server-'));
  const { commandLine } = bundles(false);
  const plugin = {
    name: 'edit',
    setup(at: Parameters<NonNullable<BuildOptions['plugins']>[number]['setup']>[0]) {
      at.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
        contents: edit?.(path.replaceAll('\\', '/'), readFileSync(path, 'utf8')) ?? '',
        loader: 'ts' as const,
      }));
    },
  };
  const plugins = [...(edit === undefined ? [] : [plugin]), ...(commandLine.plugins ?? [])];
  await build({
    ...commandLine,
    ...{ outdir: join(folder, 'dist'), logLevel: 'error', sourcemap: false, plugins },
  });
  cpSync(join(import.meta.dirname, '../../l10n'), join(folder, 'l10n'), { recursive: true });
  return {
    cli: join(folder, 'dist/cli.js'),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const uriOf = (path: string): string => pathToFileURL(path).href;

/** What most editors can; diagnostics are sent to them. */
export const usual: ClientCapabilities = {
  workspace: {
    workspaceFolders: true,
    configuration: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
  },
  textDocument: { hover: { contentFormat: ['markdown', 'plaintext'] } },
  window: { workDoneProgress: true },
};

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly folders?: readonly string[];
  readonly parameters?: Partial<InitializeParams>;
  readonly arguments?: readonly string[];
}

export class TestClient {
  readonly published = new Map<string, PublishDiagnosticsParams>();
  readonly messages: string[] = [];
  readonly logged: string[] = [];
  /** Names of the requests that the server made. */
  readonly asked: string[] = [];
  readonly progress: unknown[] = [];
  settings: unknown = null;
  initialized: InitializeResult | undefined;
  readonly #versions = new Map<string, number>();
  readonly #heard = new Set<() => void>();

  private constructor(
    readonly connection: ProtocolConnection,
    private readonly ended: Promise<number | null>,
  ) {
    const hear = (): void => {
      for (const listener of this.#heard) listener();
    };
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, params);
      hear();
    });
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      this.messages.push(message);
      hear();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logged.push(message);
    });
    connection.onNotification('$/progress', ({ value }: { value: unknown }) => {
      this.progress.push(value);
      hear();
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
      items.map(() => this.settings),
    );
    for (const method of [
      'client/registerCapability',
      'window/workDoneProgress/create',
      'workspace/diagnostic/refresh',
      'workspace/inlayHint/refresh',
      'workspace/codeLens/refresh',
    ])
      connection.onRequest(method, () => {
        this.asked.push(method);
        hear();
        return null;
      });
  }

  static async start(cli: string, options: ClientOptions = {}): Promise<TestClient> {
    const { capabilities = usual, folders = [], parameters = {}, arguments: more = [] } = options;
    const child = spawn(process.execPath, [cli, 'server', '--stdio', ...more], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const client = new TestClient(connection, ended);
    connection.listen();
    client.initialized = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map((path) => ({ uri: uriOf(path), name: path })),
      capabilities,
      ...parameters,
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    return this.ended;
  }

  open(uri: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'python', version: 1, text },
    });
  }

  /** The version that the edits lead to. */
  async edit(uri: string, contentChanges: readonly object[]): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
    return version;
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  changedOnDisk(...uris: readonly string[]): Promise<void> {
    return this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: uris.map((uri) => ({ uri, type: 2 })),
    });
  }

  /** Waits until what the server said is so. */
  until<Answer>(what: string, ask: () => Answer | undefined | false, milliseconds = 30_000): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#heard.delete(look);
        reject(new Error(`waited for ${what}; ${this.logged.join('\n')}`));
      }, milliseconds);
      const look = (): void => {
        const answer = ask();
        if (answer === undefined || answer === false) return;
        clearTimeout(timer);
        this.#heard.delete(look);
        resolve(answer);
      };
      this.#heard.add(look);
      look();
    });
  }

  /** Diagnostics of a document in a version, or whenever they fit. */
  diagnostics(
    uri: string,
    fits: (diagnostics: readonly Diagnostic[], version: number | undefined) => boolean = () => true,
  ): Promise<readonly Diagnostic[]> {
    return this.until(`diagnostics of ${uri}`, () => {
      const published = this.published.get(uri);
      return (
        published !== undefined && fits(published.diagnostics, published.version) && published.diagnostics
      );
    });
  }
}
