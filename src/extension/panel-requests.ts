import * as vscode from 'vscode';
import type { Origin, ToExtension, ToExtensionMessages } from '../protocol';
import type { PlaceSent } from '../requests';
import { SECTION } from '../settings';
import type { Analysis } from './analysis';
import { currentPlace } from './current-editor';
import { openDocument } from './documents';
import { showGallery } from './gallery';
import { describeError } from './log';
import type { Panel } from './panel';
import type { PanelAnswers } from './panel-answers';
import { pickActivation } from './pick-activation';
import { toRange } from './ranges';

/** What is done at each message of the panel: nothing where another part of the extension listens for it. */
type Answers = {
  readonly [K in ToExtension['type']]: (message: ToExtensionMessages[K]) => void | Thenable<void>;
};

/** What the panel asks for: the server answers what wants analysis, the editor saves, jumps, copies and lets people choose. */
export function registerPanelRequests(
  analysis: Analysis,
  panel: Panel,
  panelAnswers: PanelAnswers,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const nothing = (): void => undefined;
  /** Handed on to the server, as about the document that it names or the current one. */
  const handOn = async (message: ToExtension): Promise<void> => {
    const { uri, selection } =
      'origin' in message ? { uri: message.origin.uri, selection: null } : currentPlace();
    await panelAnswers.take(await analysis.ask('page', { uri, message, selection }));
  };
  const answers: Answers = {
    ready: () => {
      sendStrings(panel);
      sendSettings(panel);
    },
    setParameter: handOn,
    jumpToSource: async ({ origin }) => jump(await locate(analysis, origin)),
    export: (message) => save(panel, message),
    copy: async (message) => {
      await vscode.env.clipboard.writeText(message.text);
      panel.send({ type: 'notice', message: vscode.l10n.t('Copied.') });
    },
    choose: async ({ as }) => {
      const plot = await pickActivation(analysis, currentPlace().uri);
      if (plot !== undefined) panel.send({ type: 'show', plot, as });
    },
    sample: handOn,
    expression: handOn,
    gallery: () => showGallery(analysis, panel, false),
    insert: handOn,
    counterparts: handOn,
    copyCode: handOn,
    formula: handOn,
    facts: handOn,
    model: handOn,
    sizes: handOn,
    whatIf: handOn,
    applyWhatIf: handOn,
    pin: nothing,
    state: nothing,
    problem: nothing,
  };
  async function answer<K extends ToExtension['type']>(
    type: K,
    message: ToExtensionMessages[K],
  ): Promise<void> {
    await answers[type](message);
  }
  return vscode.Disposable.from(
    panel.onDidReceive((message) => {
      answer(message.type, message).catch((error: unknown) => {
        log.error(`The panel asked for ${message.type}: ${describeError(error)}`);
        panel.send({ type: 'notice', message: describeError(error).slice(0, 500) });
      });
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.plot`)) sendSettings(panel);
    }),
    vscode.window.onDidChangeActiveColorTheme(({ kind }) => {
      panel.send({ type: 'theme', kind: themeKinds[kind] });
    }),
  );
}

const themeKinds = {
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.HighContrast]: 'high-contrast',
  [vscode.ColorThemeKind.HighContrastLight]: 'high-contrast-light',
} as const;

function sendSettings(panel: Panel): void {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const range = settings.get<unknown>('plot.range');
  const [min, max]: readonly unknown[] = Array.isArray(range) ? range : [];
  const drawable =
    Number.isFinite(min) && Number.isFinite(max) && (min as number) < (max as number)
      ? { min: min as number, max: max as number }
      : null;
  panel.send({
    type: 'settings',
    settings: {
      derivative: settings.get('plot.derivative', true),
      secondDerivative: settings.get('plot.secondDerivative', false),
      range: drawable,
    },
  });
}

function sendStrings(panel: Panel): void {
  const strings = Object.entries(vscode.l10n.bundle ?? {}).map(([english, translated]: [string, unknown]) => [
    english,
    String(translated),
  ]);
  panel.send({
    type: 'strings',
    language: vscode.env.language,
    strings: Object.fromEntries(strings) as Record<string, string>,
  });
}

/** In a file that is not open, too: the gallery lists functions of the whole workspace. */
async function locate(analysis: Analysis, { uri, range }: Origin): Promise<PlaceSent | undefined> {
  const known = await analysis.ask('locate', { uri, range });
  if (known?.place !== null) return known?.place;
  const resource = vscode.Uri.parse(uri);
  if (vscode.workspace.getWorkspaceFolder(resource) === undefined) return undefined;
  await vscode.workspace.openTextDocument(resource);
  return (await analysis.ask('locate', { uri, range }))?.place ?? undefined;
}

async function jump(place: PlaceSent | undefined): Promise<void> {
  const document = place && openDocument(place.uri);
  if (place === undefined || document === undefined) return;
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  await vscode.window.showTextDocument(document, {
    selection: toRange(place.range),
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
  });
}

async function save(panel: Panel, { format, name, data }: ToExtensionMessages['export']): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const fileName = `${name.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-|-$/g, '') || 'activation'}.${format}`;
  const target = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (target === undefined) return;
  const bytes = format === 'png' ? fromBase64(data) : new TextEncoder().encode(data);
  await vscode.workspace.fs.writeFile(target, bytes);
  const saved = target.path.split('/').at(-1) ?? '';
  panel.send({ type: 'notice', message: vscode.l10n.t('Saved {0}.', saved) });
}

function fromBase64(data: string): Uint8Array {
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}
