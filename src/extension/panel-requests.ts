import * as vscode from 'vscode';
import type { ActivationUse, OffsetRange, OwnFunctionUse } from '../core/service';
import { sendable, type Origin, type ToExtension, type ToExtensionMessages } from '../protocol';
import { SECTION } from './configuration';
import { currentView } from './current-editor';
import type { Documents } from './documents';
import { describeError } from './log';
import { createExpressions } from './expressions';
import { counterpartsOf, type Gallery } from './gallery';
import type { OwnFunctions } from './own-functions';
import type { Panel } from './panel';
import { factsOf, formulaOf } from './panel-facts';
import { pickActivation } from './pick-activation';
import { plotOfUse } from './plots';
import { pythonLiteral } from './python-literal';
import { say } from './say';
import type { PlaceInEditor } from './source-view';
import { own } from '../core/own';

/** What is done at each message of the panel: nothing where another part of the extension listens for it. */
type Answers = {
  readonly [K in ToExtension['type']]: (message: ToExtensionMessages[K]) => void | Thenable<void>;
};

/** What the panel asks for: settings and strings at its start, writing back, jumping, saving, choosing. */
export function registerPanelRequests(
  documents: Documents,
  panel: Panel,
  functions: OwnFunctions,
  gallery: Gallery,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const expressions = createExpressions(functions, say);
  const copy = async (code: string): Promise<void> => {
    await vscode.env.clipboard.writeText(code);
    panel.send({ type: 'notice', message: vscode.l10n.t('Copied.') });
  };
  const nothing = (): void => undefined;
  const answers: Answers = {
    ready: () => {
      sendStrings(panel);
      sendSettings(panel);
    },
    setParameter: (message) => setParameter(documents, panel, functions, message),
    jumpToSource: async ({ origin }) => jump(await locate(documents, origin)),
    export: (message) => save(panel, message),
    copy: (message) => copy(message.text),
    choose: async ({ as }) => {
      const plot = await pickActivation(currentView(documents));
      if (plot !== undefined) panel.send({ type: 'show', plot, as });
    },
    sample: ({ request, key, x, parameters }) => {
      const samples = functions.sample(key, x, parameters);
      if (samples === undefined) {
        const reason = vscode.l10n.t('This function is not known any more.');
        panel.send({ type: 'noSamples', request, reason });
        return;
      }
      const { y, dy, ddy, code } = samples;
      panel.send({
        type: 'samples',
        request,
        y: y.map(sendable),
        dy: dy.map(sendable),
        ddy: ddy.map(sendable),
        ...(code === undefined ? {} : { code: code.map(sendable) }),
      });
    },
    expression: (message) => {
      const drawn = expressions.plotOf(message.text);
      panel.send({ type: 'expression', problem: 'problem' in drawn ? drawn.problem : '' });
      if ('function' in drawn) panel.send({ type: 'show', plot: drawn, as: 'choose' });
    },
    gallery: () => gallery.show(false),
    insert: ({ id }) => gallery.insert(id),
    counterparts: (message) => {
      panel.send(counterpartsOf(message));
    },
    copyCode: async (message) => {
      const copied = expressions.codeOf(message.text, message.target, message.parameters);
      if ('problem' in copied) panel.send({ type: 'notice', message: copied.problem });
      else await copy(copied.code);
    },
    formula: ({ id }) => {
      panel.send(formulaOf(id));
    },
    facts: (message) => {
      panel.send(factsOf(message, say));
    },
    model: nothing,
    whatIf: nothing,
    applyWhatIf: nothing,
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
async function locate(documents: Documents, origin: Origin): Promise<PlaceInEditor | undefined> {
  const known = documents.viewOfUri(origin.uri);
  if (known !== undefined) return known.locate(origin.range);
  const uri = vscode.Uri.parse(origin.uri);
  if (vscode.workspace.getWorkspaceFolder(uri) === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  return documents.viewOf(document)?.locate(origin.range);
}

async function jump(place: PlaceInEditor | undefined): Promise<void> {
  if (place === undefined) return;
  const { document, range } = place;
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  await vscode.window.showTextDocument(document, {
    selection: range,
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
  });
}

/** The use is looked up again: what the panel knows may be older than the text. */
async function setParameter(
  documents: Documents,
  panel: Panel,
  functions: OwnFunctions,
  { origin, parameter, value }: ToExtensionMessages['setParameter'],
): Promise<void> {
  const view = documents.viewOfUri(origin.uri);
  const use = view?.lens.activationAt(origin.range.start);
  const own = use === undefined ? view?.lens.functionAt(origin.range.start) : undefined;
  const target = use ? writingPlace(use, parameter) : own && ownWritingPlace(own, parameter);
  const place = target && view?.locate(target.range);
  if (view === undefined || target === undefined || place === undefined) {
    const reason = vscode.l10n.t('{0} is not written out there any more.', parameter);
    panel.send({ type: 'notice', message: reason });
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    place.document.uri,
    place.range,
    target.prefix + pythonLiteral(value, target.whole) + target.suffix,
  );
  const written = await vscode.workspace.applyEdit(edit);
  panel.send({
    type: 'notice',
    message: written ? vscode.l10n.t('{0} written.', parameter) : vscode.l10n.t('The file cannot be edited.'),
  });
  const after = documents.viewOf(place.document);
  const changed = after?.lens.activationAt(origin.range.start);
  const ownAfter = changed === undefined ? after?.lens.functionAt(origin.range.start) : undefined;
  const plot = after && (changed ? plotOfUse(changed, after) : ownAfter && functions.plotOf(ownAfter, after));
  if (plot !== undefined && 'function' in plot) panel.send({ type: 'show', plot, as: 'choose' });
}

/** What a new value replaces, and what stands around it. */
interface WritingPlace {
  readonly range: OffsetRange;
  readonly prefix: string;
  readonly suffix: string;
  /** A whole number is written without a fraction. */
  readonly whole: boolean;
}

/** The value that stands there, or the end of the call's arguments. */
function writingPlace(
  { parameterRanges, parameterInsertions }: ActivationUse,
  parameter: string,
): WritingPlace | undefined {
  const range = Object.hasOwn(parameterRanges, parameter) ? own(parameterRanges, parameter) : undefined;
  if (range !== undefined) return { range, prefix: '', suffix: '', whole: false };
  const added = Object.hasOwn(parameterInsertions, parameter)
    ? own(parameterInsertions, parameter)
    : undefined;
  return (
    added && {
      range: { start: added.offset, end: added.offset },
      prefix: added.prefix,
      suffix: '',
      whole: false,
    }
  );
}

function ownWritingPlace({ parameters }: OwnFunctionUse, parameter: string): WritingPlace | undefined {
  const own = parameters.find(({ name }) => name === parameter);
  if (own?.written === undefined) return undefined;
  const { before, after, ...range } = own.written;
  return { range, prefix: before, suffix: after, whole: own.whole };
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
