import * as vscode from 'vscode';
import { drawnPictures } from '../core/hover';
import type { PlotTheme } from '../core/plot/theme';
import { hoverAt } from '../editor/hover';
import { SECTION } from './configuration';
import type { Documents } from './documents';
import { say } from './say';

const PLOT = 'activationLens.plotActivation';

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
      const answer = hoverAt(view.lens, offset, {
        detail,
        pictures: drawnPictures(themes[vscode.window.activeColorTheme.kind]),
        plotLink: `command:${PLOT}?${at}`,
        say,
      });
      const range = answer && view.locate(answer.range)?.range;
      if (answer === undefined || range === undefined) return undefined;
      return new vscode.Hover(trusted(answer.markdown), range);
    },
  });
}

/** Markdown that may run one command: the link that plots. */
function trusted(markdown: string): vscode.MarkdownString {
  const result = new vscode.MarkdownString(markdown);
  result.isTrusted = { enabledCommands: [PLOT] };
  return result;
}
