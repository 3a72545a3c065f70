/** Entry for the desktop and remote hosts: the language server is a process of its own. */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateWith, type ActivationLens } from './extension';

export function activate(context: vscode.ExtensionContext): ActivationLens {
  return activateWith(context, ({ extensionUri }, options) => {
    const module = vscode.Uri.joinPath(extensionUri, 'dist', 'server.js').fsPath;
    const server = { module, transport: TransportKind.ipc };
    return Promise.resolve(new LanguageClient('activationLens', 'Activation Lens', server, options));
  });
}
