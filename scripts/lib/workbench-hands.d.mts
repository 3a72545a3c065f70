import type { Frame, Page } from 'playwright-core';
import type { ThemeKind } from '../vscode-host.mjs';

type Settings = Readonly<Record<string, unknown>>;

export function quickInput(page: Page, keys: string, text: string): Promise<void>;
export function openFile(page: Page, name: string): Promise<void>;
/** Line and column from 1. */
export function goTo(page: Page, line: number, column: number): Promise<void>;
export function panelFrame(page: Page): Promise<Frame>;
export function plot(page: Page): Promise<Frame>;
/** Returns once the workbench has the theme. `settings` are the workspace's others: they are written anew. */
export function useTheme(page: Page, folder: string, kind: ThemeKind, settings?: Settings): Promise<void>;
/** Width of the panel's page and height of the window, in pixels of the page; the window keeps its height without one. */
export function setPanelWidth(page: Page, frame: Frame, width: number, height?: number): Promise<void>;
