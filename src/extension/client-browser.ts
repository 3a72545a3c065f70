/** Entry for the web: the language server is a worker. */
import * as vscode from 'vscode';
import { activateWith, type ActivationLens } from './extension';

export function activate(context: vscode.ExtensionContext): ActivationLens {
  return activateWith(context, async ({ extensionUri }, options) => {
    // From its text: VS Code begins no worker from an address of a remote host.
    const program = vscode.Uri.joinPath(extensionUri, 'dist', 'server-browser.js');
    const text = await vscode.workspace.fs.readFile(program);
    const { LanguageClient } = await import('vscode-languageclient/browser');
    const address = URL.createObjectURL(new Blob([new Uint8Array(text)], { type: 'text/javascript' }));
    return new LanguageClient('activationLens', 'Activation Lens', options, new Worker(address));
  });
}
