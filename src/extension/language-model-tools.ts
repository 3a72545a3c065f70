import * as vscode from 'vscode';
import type { Analysis } from './analysis';

/** The part of VS Code's interface that versions before 1.95 lack. */
interface LanguageModels {
  registerTool?(
    name: string,
    tool: {
      invoke(options: { readonly input: unknown }, token: vscode.CancellationToken): Promise<unknown>;
    },
  ): vscode.Disposable;
}
interface ToolResults {
  readonly LanguageModelToolResult?: new (parts: readonly unknown[]) => unknown;
  readonly LanguageModelTextPart?: new (text: string) => unknown;
}

const MOST_TEXT = 100_000;

/** `lint`, `trace` and `plot` for the agents that VS Code hosts; nothing where it hosts none. */
export function registerLanguageModelTools(analysis: Analysis): vscode.Disposable {
  const { lm } = vscode as unknown as { readonly lm?: LanguageModels };
  const { LanguageModelToolResult, LanguageModelTextPart } = vscode as unknown as ToolResults;
  if (lm?.registerTool === undefined || LanguageModelToolResult === undefined)
    return { dispose: () => undefined };
  if (LanguageModelTextPart === undefined) return { dispose: () => undefined };
  const tool = (answer: (input: Readonly<Record<string, unknown>>) => Promise<string>) => ({
    async invoke({ input }: { readonly input: unknown }) {
      const given = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
      const text = await answer(given);
      return new LanguageModelToolResult([new LanguageModelTextPart(text.slice(0, MOST_TEXT))]);
    },
  });
  const ofFile =
    (kind: 'lint' | 'trace') =>
    async ({ path }: Readonly<Record<string, unknown>>): Promise<string> => {
      const uri = await locate(path);
      return answerOf(analysis, uri.toString(), kind, vscode.workspace.asRelativePath(uri));
    };
  return vscode.Disposable.from(
    lm.registerTool('activation-lens_lint', tool(ofFile('lint'))),
    lm.registerTool('activation-lens_trace', tool(ofFile('trace'))),
    lm.registerTool(
      'activation-lens_plot',
      tool(({ expression }) => {
        if (typeof expression !== 'string' || expression.trim() === '')
          throw new Error('`expression` is missing.');
        return answerOf(analysis, '', 'plot', expression);
      }),
    ),
  );
}

/** JSON, or the reason why there is none, thrown: the agent is told. */
async function answerOf(
  analysis: Analysis,
  uri: string,
  kind: 'lint' | 'trace' | 'plot',
  label: string,
): Promise<string> {
  const answer = await analysis.ask('tool', { uri, tool: kind, label });
  if (answer?.json === undefined || answer.json === null)
    throw new Error(answer?.problem ?? 'There is no answer.');
  return answer.json;
}

/** A path as an agent writes it; relative ones begin at the first workspace folder that has the file. */
async function locate(path: unknown): Promise<vscode.Uri> {
  if (typeof path !== 'string' || path === '') throw new Error('`path` is missing.');
  const folders = vscode.workspace.workspaceFolders ?? [];
  const candidates =
    path.startsWith('/') || /^[a-z]:[\\/]/iu.test(path)
      ? [vscode.Uri.file(path)]
      : folders.map(({ uri }) => vscode.Uri.joinPath(uri, path));
  for (const candidate of candidates) {
    const found = await vscode.workspace.fs.stat(candidate).then(
      ({ type }) => type === vscode.FileType.File,
      () => false,
    );
    if (found) return candidate;
  }
  throw new Error(`There is no file ${path} in the workspace.`);
}
