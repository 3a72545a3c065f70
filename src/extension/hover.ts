import * as vscode from 'vscode';
import {
  activationHover,
  drawnPictures,
  ownFunctionHover,
  symbolHover,
  type HoverOptions,
} from '../core/hover';
import type { PlotTheme } from '../core/plot/theme';
import type { OffsetRange, OwnFunctionUse } from '../core/service';
import { SECTION } from './configuration';
import type { Documents } from './documents';
import type { SourceView } from './source-view';
import { say } from './say';

const PLOT = 'activationLens.plotActivation';
/** Elsewhere a function of one variable is no activation, and nobody wants its curve. */
const NUMERIC = /\b(?:torch|tensorflow|keras|jax|flax|transformers|numpy)\b/;

const themes: Readonly<Record<vscode.ColorThemeKind, PlotTheme>> = {
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.HighContrast]: 'high-contrast-dark',
  [vscode.ColorThemeKind.HighContrastLight]: 'high-contrast-light',
};

/** The short answer over an activation; the core writes it, here it is only shown. */
export function registerHover(documents: Documents, selector: vscode.DocumentSelector): vscode.Disposable {
  return vscode.languages.registerHoverProvider(selector, {
    provideHover(document, position, token) {
      const settings = vscode.workspace.getConfiguration(SECTION, document);
      const detail = settings.get<string>('hover', 'short');
      if ((detail !== 'short' && detail !== 'full') || token.isCancellationRequested) return undefined;
      const view = documents.viewOf(document);
      const offset = view?.offsetAt(document, position);
      if (view === undefined || offset === undefined) return undefined;
      const at = encodeURIComponent(
        JSON.stringify([document.uri.toString(), position.line, position.character]),
      );
      const answer = wordsAt(view, offset, detail, `command:${PLOT}?${at}`);
      const range = answer && view.locate(answer.range)?.range;
      if (answer?.markdown === undefined || range === undefined) return undefined;
      return new vscode.Hover(trusted(answer.markdown), range);
    },
  });
}

interface Answer {
  readonly markdown: string | undefined;
  readonly range: OffsetRange;
}

function wordsAt(
  view: SourceView,
  offset: number,
  detail: 'short' | 'full',
  plotLink: string,
): Answer | undefined {
  const options = (): HoverOptions => ({
    detail,
    pictures: drawnPictures(themes[vscode.window.activeColorTheme.kind]),
    plotLink,
    say,
  });
  const use = view.lens.activationAt(offset);
  if (use !== undefined) return { markdown: activationHover(use, options()), range: use.range };
  const symbol = view.lens.symbolAt(offset);
  const own = ownFunctionAt(view, offset);
  // Of a lambda among a layer's arguments the lambda is meant.
  if (own !== undefined && (symbol === undefined || isWithin(own.at, symbol.range)))
    return { markdown: ownFunctionHover(own, options()), range: own.at };
  return symbol && { markdown: symbolHover(symbol, options()), range: symbol.range };
}

/** The function of one's own that is named here; the plot command takes the one around the cursor, too. */
function ownFunctionAt({ lens }: SourceView, offset: number): OwnFunctionUse | undefined {
  if (!NUMERIC.test(lens.text)) return undefined;
  const own = lens.functionAt(offset);
  if (own === undefined) return undefined;
  if (own.at.start <= offset && offset <= own.at.end) return own;
  // A class is meant by its name, where it is defined and where it is used; what is around the cursor is its method.
  const word = wordAt(lens.text, offset);
  return lens.text.slice(word.start, word.end) === own.name ? { ...own, at: word } : undefined;
}

function wordAt(text: string, offset: number): OffsetRange {
  const isPart = (at: number): boolean => /[\p{L}\p{N}_]/u.test(text.charAt(at));
  let [start, end] = [offset, offset];
  while (start > 0 && isPart(start - 1)) start -= 1;
  while (end < text.length && isPart(end)) end += 1;
  return { start, end };
}

function isWithin(inner: OffsetRange, outer: OffsetRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Markdown that may run one command: the link that plots. */
function trusted(markdown: string): vscode.MarkdownString {
  const result = new vscode.MarkdownString(markdown);
  result.isTrusted = { enabledCommands: [PLOT] };
  return result;
}
