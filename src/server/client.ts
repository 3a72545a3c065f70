/** What an editor says of itself when it connects. */
import type { InitializeParams } from 'vscode-languageserver';
import { isVscodeOptions, type VscodeOptions } from '../requests';

export interface Client {
  readonly folders: readonly string[];
  readonly locale: string;
  readonly hover: { readonly markdown: boolean; readonly pictures: boolean };
  /** What our own extension says of itself; undefined for any other client. */
  readonly vscode: VscodeOptions | undefined;
  /** It asks for diagnostics; else they are sent to it. */
  readonly pulls: boolean;
  readonly asksForSettings: boolean;
  readonly watchesFiles: boolean;
  readonly changesFolders: boolean;
  readonly hearsOfSettings: boolean;
  readonly refreshes: { readonly diagnostics: boolean; readonly hints: boolean; readonly lenses: boolean };
  readonly progress: boolean;
  /** Settings from the beginning, for editors that give none later. */
  readonly settings: unknown;
}

/** Editors whose hovers show pictures, and who do not say so. */
const SHOW_PICTURES = /^(?:Visual Studio Code|VSCodium|code-server|Cursor|Windsurf)/i;

export function clientOf(params: InitializeParams): Client {
  const { capabilities, workspaceFolders, locale } = params;
  const { textDocument, window } = capabilities;
  const given = workspaceFolders?.map(({ uri }) => uri) ?? [rootOf(params)];
  const options = table(params.initializationOptions);
  const vscode = isVscodeOptions(options) ? options : undefined;
  return {
    folders: given.flatMap((uri) => (uri === undefined ? [] : uri)),
    vscode,
    locale: locale ?? 'en',
    hover: {
      markdown: textDocument?.hover?.contentFormat?.includes('markdown') === true,
      pictures: showsPictures(params, options['hoverPictures']),
    },
    // Our own extension hears of findings in a way of its own.
    pulls: textDocument?.diagnostic !== undefined && vscode === undefined,
    ...workspaceAbilities(capabilities.workspace),
    progress: window?.workDoneProgress === true,
    settings: options['settings'] ?? options,
  };
}

/** What the reader chose, else what the editor says of itself. */
function showsPictures({ capabilities, clientInfo }: InitializeParams, chosen: unknown): boolean {
  if (typeof chosen === 'boolean') return chosen;
  const tags = capabilities.general?.markdown?.allowedTags;
  return tags?.includes('img') === true || SHOW_PICTURES.test(clientInfo?.name ?? '');
}

function workspaceAbilities(
  workspace: InitializeParams['capabilities']['workspace'] = {},
): Pick<Client, 'asksForSettings' | 'watchesFiles' | 'changesFolders' | 'hearsOfSettings' | 'refreshes'> {
  return {
    asksForSettings: workspace.configuration === true,
    watchesFiles: workspace.didChangeWatchedFiles?.dynamicRegistration === true,
    changesFolders: workspace.workspaceFolders === true,
    hearsOfSettings: workspace.didChangeConfiguration?.dynamicRegistration === true,
    refreshes: {
      diagnostics: workspace.diagnostics?.refreshSupport === true,
      hints: workspace.inlayHint?.refreshSupport === true,
      lenses: workspace.codeLens?.refreshSupport === true,
    },
  };
}

/** Older editors name one folder only. */
function rootOf({ rootUri }: InitializeParams): string | undefined {
  return rootUri ?? undefined;
}

export type Table = Readonly<Record<string, unknown>>;

export function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}
