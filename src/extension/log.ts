import * as vscode from 'vscode';

/** The output channel that "Show Log" opens. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Activation Lens', { log: true });
}

/** One line from whatever was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
