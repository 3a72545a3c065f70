/** Entry for the desktop and remote hosts: the language server is a process of its own. */
import * as vscode from 'vscode';
import { activateWith, type ActivationLens } from './extension';

export function activate(context: vscode.ExtensionContext): ActivationLens {
  return activateWith(context, async ({ extensionUri }, options) => {
    const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
    const module = vscode.Uri.joinPath(extensionUri, 'dist', 'server.js').fsPath;
    const server = { module, transport: TransportKind.ipc };
    return new LanguageClient('activationLens', 'Activation Lens', server, options);
  });
}
