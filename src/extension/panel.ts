import * as vscode from 'vscode';
import type { ToExtension, ToPanel } from '../protocol';
import { readToExtension } from '../protocol';
import { panelPage } from './panel-page';

const VIEW_TYPE = 'activationLens.plot';
const OPEN_CONTEXT = 'activationLens.panelOpen';

/** What the panel last said about itself. */
export type PanelState = Extract<ToExtension, { readonly type: 'state' }>;

/** The one panel: opened beside the editor without taking focus, and brought back after a window reload. */
export interface Panel extends vscode.Disposable {
  /** Opens it, or shows it where it is. */
  open(): void;
  /** Sends a message once the page listens; of messages waiting for that, the last of each type is kept. */
  send(message: ToPanel): void;
  readonly isOpen: boolean;
  readonly isVisible: boolean;
  /** Undefined until the page has drawn something. */
  readonly state: PanelState | undefined;
  readonly onDidReceive: vscode.Event<ToExtension>;
  readonly onDidBecomeVisible: vscode.Event<void>;
}

export function createPanel(extensionUri: vscode.Uri, log: vscode.LogOutputChannel): Panel {
  const received = new vscode.EventEmitter<ToExtension>();
  const becameVisible = new vscode.EventEmitter<void>();
  let current: vscode.WebviewPanel | undefined;
  let ready = false;
  let state: PanelState | undefined;
  const waiting = new Map<ToPanel['type'], ToPanel>();

  const roots = {
    localResourceRoots: ['dist', 'media'].map((name) => vscode.Uri.joinPath(extensionUri, name)),
  };

  function adopt(panel: vscode.WebviewPanel): void {
    current = panel;
    ready = false;
    state = undefined;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    panel.webview.options = { enableScripts: true, enableForms: false, ...roots };
    panel.onDidDispose(() => {
      if (current !== panel) return;
      current = undefined;
      waiting.clear();
      void vscode.commands.executeCommand('setContext', OPEN_CONTEXT, false);
    });
    panel.onDidChangeViewState(() => {
      // A hidden page is discarded; it says `ready` again when it comes back.
      if (!panel.visible) ready = false;
      else becameVisible.fire();
    });
    panel.webview.onDidReceiveMessage((raw: unknown) => {
      const message = readToExtension(raw);
      if (message === undefined) log.warn('The panel sent something that is no message.');
      else receive(message);
    });
    panel.webview.html = panelPage(panel.webview, extensionUri);
    void vscode.commands.executeCommand('setContext', OPEN_CONTEXT, true);
  }

  function receive(message: ToExtension): void {
    if (message.type === 'ready') {
      ready = true;
      // What makes the page itself goes first.
      received.fire(message);
      const messages = [...waiting.values()];
      waiting.clear();
      for (const kept of messages) void current?.webview.postMessage(kept);
      return;
    }
    if (message.type === 'state') state = message;
    if (message.type === 'problem') log.error(`Panel: ${message.message}`);
    received.fire(message);
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel(panel) {
      current?.dispose();
      adopt(panel);
      return Promise.resolve();
    },
  });

  return {
    open() {
      if (current !== undefined) {
        if (!current.visible) current.reveal(undefined, true);
        return;
      }
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      adopt(
        vscode.window.createWebviewPanel(VIEW_TYPE, 'Activation Lens', column, {
          enableScripts: true,
          enableForms: false,
          ...roots,
        }),
      );
    },
    send(message) {
      if (current === undefined) return;
      if (ready) void current.webview.postMessage(message);
      else {
        waiting.delete(message.type);
        waiting.set(message.type, message);
      }
    },
    get isOpen() {
      return current !== undefined;
    },
    get isVisible() {
      return current?.visible === true;
    },
    get state() {
      return state;
    },
    onDidReceive: received.event,
    onDidBecomeVisible: becameVisible.event,
    dispose() {
      serializer.dispose();
      current?.dispose();
      received.dispose();
      becameVisible.dispose();
    },
  };
}
