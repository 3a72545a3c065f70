import { expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { panelPage } from '../../src/extension/panel-page';

vi.mock('vscode', () => ({ Uri: { joinPath: (...parts: readonly unknown[]) => parts.join('/') } }));

it('the page takes nothing but scripts by nonce and its own styles and pictures, and no other base for addresses', () => {
  const webview = { cspSource: 'self:', asWebviewUri: (uri: unknown) => uri } as unknown as vscode.Webview;
  const page = panelPage(webview, 'extension' as unknown as vscode.Uri);
  const policy = /content="(default-src[^"]*)"/.exec(page)?.[1] ?? '';
  for (const part of ["default-src 'none'", "base-uri 'none'", "form-action 'none'"])
    expect(policy).toContain(part);
  const nonce = /'nonce-([0-9a-f]{32})'/.exec(policy)?.[1];
  expect(page).toContain(`<script nonce="${nonce ?? '-'}"`);
});
