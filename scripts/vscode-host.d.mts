import type { Browser, LaunchOptions, Page } from 'playwright-core';

/** A VS Code, as the code-server package that carries it and the Node its server needs. */
export interface HostVersion {
  readonly codeServer: string;
  readonly vscode: string;
  readonly node: string;
}

export type ThemeKind = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

export interface ServerOptions {
  readonly version?: HostVersion;
  /** The user's settings, beside those that keep the workbench quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: ThemeKind;
  /** A packaged extension to install before the server starts. */
  readonly vsix?: string;
}

/** Where a server listens. */
export interface Listening {
  readonly port: number;
}

export interface Server extends Listening {
  readonly pid: number | undefined;
  readonly version: HostVersion;
  /** Everything the server has printed so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface AddressOptions {
  readonly folder: string;
  readonly file?: string | undefined;
  /** The extension under development; none if it is installed from a package. */
  readonly extension?: string | undefined;
  /** The bundled suite to run in the extension host. */
  readonly tests?: string | undefined;
  /** Run the extension in the web worker host. */
  readonly web?: boolean | undefined;
}

export interface WorkbenchOptions extends ServerOptions {
  readonly folder: string;
  readonly file?: string;
  readonly extension?: string;
  readonly web?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly headless?: boolean;
  /** The editor's language as extensions see it: `zh-cn`. */
  readonly language?: string;
  /** A server and a browser to share; they are left running at `close`. */
  readonly server?: Listening;
  readonly browser?: Browser;
}

export interface OpenWorkbench {
  readonly page: Page;
  readonly server: Listening;
  readonly address: string;
  /** The page's console, the extension host's included, as it grows. */
  readonly messages: readonly string[];
  close(): Promise<void>;
}

export interface SuiteOptions extends ServerOptions {
  readonly kind: 'node' | 'web';
  /** The bundled suite: a CommonJS file that exports `run`. */
  readonly tests: string;
  /** A folder to copy as the workspace; an empty one without it. */
  readonly folder?: string;
  readonly extension?: string;
  readonly timeout?: number;
  readonly echo?: (line: string) => void;
}

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly unknown[];
}

export const themes: Readonly<Record<ThemeKind, string>>;
export function startServer(options?: ServerOptions): Promise<Server>;
export function workbenchAddress(server: Pick<Server, 'port'>, options: AddressOptions): string;
/** What playwright starts Chromium with. */
export function browserLaunch(options?: { readonly headless?: boolean }): Promise<LaunchOptions>;
export function startBrowser(options?: { readonly headless?: boolean | undefined }): Promise<Browser>;
export function openWorkbench(options: WorkbenchOptions): Promise<OpenWorkbench>;
export function runExtensionTests(options: SuiteOptions): Promise<SuiteResult>;
