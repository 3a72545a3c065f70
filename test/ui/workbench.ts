/** What a person does in the workbench, as the UI tests speak of it. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Frame, type Locator, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { setPanelWidth, useTheme } from '../../scripts/lib/workbench-hands.mjs';
import { openWorkbench, themes, type ThemeKind } from '../../scripts/vscode-host.mjs';
import { PanelPage } from './panel-page';

const projectRoot = join(__dirname, '../..');
const patience = 60_000;

/** Whether everything is to be tried that a person may meet, or only what a run of all tests has the time for. */
export const every = process.env['ACTIVATION_LENS_EVERY'] === '1';

/** Where pictures of the tests go. */
export const picturesFolder = join(projectRoot, 'test-results', 'pictures');

export interface Setup {
  /** A file of examples/ to open first. */
  readonly file: string;
  readonly theme?: ThemeKind;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly vsix?: string;
  /** The editor's language as extensions see it. */
  readonly language?: string;
  /** The workspace instead of examples/. */
  readonly folder?: string;
  /** More files for the workspace: text by name. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Row {
  readonly x: number;
  readonly f: number;
  readonly slope: number;
}

const examples = join(projectRoot, 'examples');

/** Copies what a workspace is to hold. */
function fill(folder: string, { folder: source = examples, files = {} }: Setup): void {
  cpSync(source, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** The window that the last file gave back. */
let shared: Workbench | undefined;
function keep(workbench: Workbench): void {
  shared = workbench;
}

/** Reads what `data-value` holds: JavaScript's own spelling of numbers. */
const value = (written: string | null): number => (written === null ? NaN : Number(written));

/** Whether something that is waited for comes in its time. */
export const comes = (waiting: Promise<void>): Promise<boolean> =>
  waiting.then(
    () => true,
    () => false,
  );

export class Workbench {
  private constructor(
    readonly page: Page,
    readonly folder: string,
    readonly messages: readonly string[],
    private readonly settings: Readonly<Record<string, unknown>>,
    private readonly end: () => Promise<void>,
  ) {}

  private isShared = false;
  /** The frame of the panel that was last found: it is asked first. */
  private lastFrame: Frame | undefined;

  /**
   * A workbench with a copy of examples/. Files that want nothing that only a new window can give share one after the other: to open a
   * window takes longer than most tests do in it.
   */
  static async open(setup: Setup): Promise<Workbench> {
    const { vsix, language, folder, settings } = setup;
    const needsItsOwn = [vsix, language, folder, settings].some((wish) => wish !== undefined);
    if (needsItsOwn) return Workbench.openNew(setup);
    const kept = shared;
    shared = undefined;
    const opened = (await kept?.begin(setup)) ?? (await Workbench.openNew(setup));
    opened.isShared = true;
    return opened;
  }

  private static async openNew(setup: Setup): Promise<Workbench> {
    const folder = mkdtempSync(join(tmpdir(), 'activation-lens-ui-'));
    fill(folder, setup);
    const { theme, settings = {}, ...rest } = setup;
    // The server is everybody's, so what this window wants stands in its folder.
    const written = {
      ...settings,
      ...(theme === undefined ? {} : { 'workbench.colorTheme': themes[theme] }),
    };
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(written));
    const host = inject('host');
    const browser = await chromium.connect(host.browser);
    const opened = await openWorkbench({
      ...rest,
      folder,
      file: join(folder, setup.file),
      browser,
      ...(setup.vsix === undefined ? { server: { port: host.port } } : {}),
    });
    return new Workbench(opened.page, folder, opened.messages, settings, async () => {
      await opened.close();
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** What the editor shows, hints after the lines among it, by the numbers of its lines. */
  async shownLines(): Promise<readonly { readonly line: number; readonly text: string }[]> {
    return this.page
      .locator('.editor-instance')
      .first()
      .evaluate((editor) => {
        const topOf = (piece: Element): string => (piece as HTMLElement).style.top;
        const numbers = new Map(
          [...editor.querySelectorAll('.margin-view-overlays > div')].map((piece) => [
            topOf(piece),
            Number(piece.querySelector('.line-numbers')?.textContent ?? NaN),
          ]),
        );
        return [...editor.querySelectorAll('.view-lines .view-line')].map((piece) => ({
          line: numbers.get(topOf(piece)) ?? NaN,
          text: (piece.textContent ?? '').replaceAll('\u00a0', ' '),
        }));
      });
  }

  /** Gives the window back for the next file, or closes it. */
  async close(): Promise<void> {
    if (this.isShared) keep(this);
    else await this.end();
  }

  /** This window as a new one would be: no editor, the files of examples/ and those asked for. None where a test left it in no state to be used. */
  private async begin(setup: Setup): Promise<Workbench | undefined> {
    try {
      await this.page.setViewportSize(setup.viewport ?? { width: 1280, height: 800 });
      await this.closeEditors();
      for (const name of readdirSync(this.folder))
        if (name !== '.vscode') rmSync(join(this.folder, name), { recursive: true });
      fill(this.folder, setup);
      await this.useTheme(setup.theme ?? 'dark');
      await this.openFile(setup.file);
      await this.page.locator('.editor-instance .view-line').first().waitFor({ timeout: patience });
      return this;
    } catch (error) {
      console.log(`This window is of no use any more: ${String(error)}`);
      await this.end();
      return undefined;
    }
  }

  private async closeEditors(): Promise<void> {
    const { page } = this;
    await page.keyboard.press('Escape');
    await this.runCommand('View: Close All Editors');
    const discard = page.locator('.monaco-dialog-box .monaco-button', { hasText: /Don't Save|Discard/ });
    const tabs = page.locator('.tabs-container .tab');
    for (const end = Date.now() + patience; (await tabs.count()) > 0; await page.waitForTimeout(100)) {
      if (await discard.isVisible()) await discard.click();
      if (Date.now() > end) throw new Error('The editors do not close.');
    }
  }

  async picture(name: string): Promise<void> {
    mkdirSync(picturesFolder, { recursive: true });
    await this.page.screenshot({ path: join(picturesFolder, `${name}.png`) });
  }

  /** Runs a command as one does from the palette. One opened before the extension was known does not learn of its commands: open it again. */
  async runCommand(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).first();
    for (const end = Date.now() + 2 * patience; ;) {
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: patience });
      await input.fill(`>${title}`);
      const isOffered = await comes(row.waitFor({ timeout: patience / 6 }));
      if (isOffered) return input.press('Enter');
      if (Date.now() > end) throw new Error(`The palette does not offer ${title}.`);
      await this.page.keyboard.press('Escape');
    }
  }

  /** Loads the window anew, as a person would: the address's own order to open a file would push the panel aside. */
  async reloadWindow(): Promise<void> {
    const address = new URL(this.page.url());
    const payload = JSON.parse(address.searchParams.get('payload') ?? '[]') as [string, string][];
    address.searchParams.set('payload', JSON.stringify(payload.filter(([name]) => name !== 'openFile')));
    await this.page.goto(address.href);
  }

  /**
   * The quick input that a key opens from the first text editor, as it does after a click there. A key that is pressed while the focus is
   * on its way from the panel's page to the editor is lost: press it again.
   */
  private async quickInput(key: string): Promise<Locator> {
    const input = this.page.locator('.quick-input-widget input').first();
    const editor = this.page.locator('.editor-instance .editor-scrollable').first();
    for (const end = Date.now() + patience; ;) {
      if ((await editor.count()) > 0) await editor.click({ position: { x: 12, y: 8 }, timeout: patience });
      await this.page.keyboard.press(key);
      const isOpen = await comes(input.waitFor({ timeout: 3_000 }));
      if (isOpen) return input;
      if (Date.now() > end) throw new Error(`${key} opens nothing.`);
    }
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.pickFile(name, name);
  }

  /** Takes a file from the list: waits for the row that Enter takes, since the list first shows what was open before, and may know a new file only the next time. */
  private async pickFile(typed: string, name: string): Promise<void> {
    const row = this.page
      .locator('.quick-input-list .monaco-list-row.focused', {
        hasText: name,
      })
      .first();
    for (const end = Date.now() + patience; ;) {
      const input = await this.quickInput('Control+p');
      await input.fill(typed);
      const isOffered = await comes(row.waitFor({ timeout: patience / 12 }));
      if (isOffered) {
        await input.press('Enter');
        break;
      }
      if (Date.now() > end) throw new Error(`The list of files does not offer ${name}.`);
      await this.page.keyboard.press('Escape');
    }
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor({ timeout: patience });
  }

  /** Line and column (1-based) of a piece of text in a file of the workspace; `within` characters into it, `after` so many like it. */
  locate(
    file: string,
    piece: string,
    within = 0,
    after = 0,
  ): { readonly line: number; readonly column: number } {
    const text = readFileSync(join(this.folder, file), 'utf8');
    let offset = text.indexOf(piece);
    for (let passed = 0; passed < after && offset >= 0; passed += 1) offset = text.indexOf(piece, offset + 1);
    if (offset < 0) throw new Error(`${file} does not hold ${piece}`);
    const before = text.slice(0, offset + within);
    return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
  }

  /** Opens a file with the cursor in a piece of its text. */
  async openAt(file: string, piece: string, within = 1): Promise<void> {
    const { line, column } = this.locate(file, piece, within);
    await this.pickFile(`${file}:${line}:${column}`, file);
    await this.cursorIsAt(line, column);
  }

  /** Puts the cursor into a piece of text of the active file. */
  async putCursor(file: string, piece: string, within = 1): Promise<void> {
    const { line, column } = this.locate(file, piece, within);
    await this.goTo(line, column);
  }

  /** Puts the cursor at a line and column (1-based) of the active file; again where the editor was not there yet to take it. */
  async goTo(line: number, column: number): Promise<void> {
    for (const end = Date.now() + patience; ;) {
      const input = await this.quickInput('Control+g');
      await input.fill(`:${line}:${column}`);
      await input.press('Enter');
      const isThere = await comes(this.cursorIsAt(line, column, patience / 10));
      if (isThere) return;
      if (Date.now() > end) throw new Error(`The cursor does not go to line ${line}, column ${column}.`);
      await this.page.keyboard.press('Escape');
    }
  }

  /** Waits until the editor's own status bar says that the cursor is there. */
  async cursorIsAt(line: number, column: number, timeout = patience): Promise<void> {
    await this.page
      .locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col ${column}(?!\\d)`) })
      .first()
      .waitFor({ timeout });
  }

  /** Waits until exactly this text of a file is selected in the editor in front; of several, the one after so many. */
  async isSelected(file: string, piece: string, after = 0): Promise<void> {
    await this.page.locator('.editor-instance').locator('visible=true').first().waitFor();
    await this.page.locator('.tab.active', { hasText: file }).first().waitFor({ timeout: patience });
    const { line, column } = this.locate(file, piece, piece.length, after);
    await this.page
      .locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column} (${piece.length} selected)` })
      .first()
      .waitFor({ timeout: patience });
  }

  /** Takes the quick fix of this title where the cursor is. The list closes by itself when findings are told anew while it opens. */
  async quickFix(title: string | RegExp): Promise<void> {
    const row = this.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first();
    for (let tries = 0; tries < 5; tries += 1) {
      await this.page.keyboard.press('Control+.');
      const isThere = await comes(row.waitFor({ timeout: 5_000 }));
      if (isThere) return row.click();
      await this.page.keyboard.press('Escape');
    }
    await this.picture('no-quick-fix');
    throw new Error(`No quick fix is called ${String(title)}.`);
  }

  /** The text that the editor shows, with plain spaces. */
  async shownText(): Promise<string> {
    const shown = await this.page.locator('.editor-instance .view-lines').first().innerText();
    return shown.replaceAll('\u00a0', ' ');
  }

  /** Saves the file in front and reads it from the disk. */
  async savedText(file: string): Promise<string> {
    await this.page.keyboard.press('Control+s');
    await this.page
      .locator('.tab.active:not(.dirty)', { hasText: file })
      .first()
      .waitFor({ timeout: patience });
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** Puts the cursor into a piece of text and waits until the panel shows the activation there. */
  async plot(file: string, piece: string, title: string, within = 1): Promise<PanelPage> {
    await this.putCursor(file, piece, within);
    return this.panelPage(title);
  }

  /** Another colour theme, by the workspace's settings. */
  async useTheme(kind: ThemeKind): Promise<void> {
    await useTheme(this.page, this.folder, kind, this.settings);
  }

  /** Makes the window so wide that the panel's page has this width: editor and panel share it. */
  async setPanelWidth(width: number): Promise<void> {
    await setPanelWidth(this.page, await this.panel(), width);
  }

  /** The SVG of the picture with the curve in the hover at the cursor. */
  async hoverPicture(): Promise<string> {
    await this.runCommand('Show or Focus Hover');
    const images = this.page.locator('.monaco-hover:not(.hidden) .hover-contents img');
    await images.last().waitFor({ timeout: patience });
    const source = (await images.last().getAttribute('src')) ?? '';
    const [kind, data] = [source.slice(0, source.indexOf(',')), source.slice(source.indexOf(',') + 1)];
    return kind.endsWith('base64') ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data);
  }

  /** The rendered words of the editor that start with this text. */
  word(text: string): Locator {
    return this.page.locator('.view-line span span', { hasText: text }).first();
  }

  /** Squiggles in the editor of any severity. */
  squiggles(): Locator {
    return this.page.locator('.squiggly-error, .squiggly-warning, .squiggly-info, .squiggly-hint');
  }

  private frames(): readonly Frame[] {
    const all = this.page.frames();
    const last = all.filter((frame) => frame === this.lastFrame);
    return [...last, ...all.filter((frame) => frame !== this.lastFrame && frame !== this.page.mainFrame())];
  }

  /** The panel's page, once it shows a table of values; optionally once its title has this text. */
  async panel(title?: string): Promise<Frame> {
    const end = Date.now() + patience;
    let seen = '';
    while (Date.now() < end) {
      for (const frame of this.frames()) {
        const text = await frame
          .evaluate(
            () =>
              document.querySelector('#values-table tbody tr') &&
              document.querySelector('caption')?.textContent,
          )
          .catch(() => null);
        if (typeof text === 'string') seen = text;
        if (typeof text === 'string' && (title === undefined || text.includes(title)))
          return (this.lastFrame = frame);
      }
      await this.page.waitForTimeout(100);
    }
    await this.picture('no-panel');
    throw new Error(`No panel shows ${title ?? 'values'}; the last caption seen was “${seen}”.`);
  }

  /** The frame whose element with this selector holds this text. */
  async frameWith(selector: string, text: string): Promise<Frame> {
    const end = Date.now() + patience;
    let seen: string | null | undefined;
    while (Date.now() < end) {
      for (const frame of this.frames()) {
        seen = await frame
          .evaluate((wanted) => document.querySelector(wanted)?.textContent, selector)
          .catch(() => undefined);
        if (seen?.includes(text) === true) return (this.lastFrame = frame);
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`No frame has a ${selector} with ${text}; the last seen was “${seen ?? ''}”.`);
  }

  /** The panel's page once it shows this title. */
  async panelPage(title?: string): Promise<PanelPage> {
    return new PanelPage(await this.panel(title));
  }

  /** The rows of the panel's table, at full precision. */
  async values(title?: string): Promise<readonly Row[]> {
    const frame = await this.panel(title);
    const rows = await frame.evaluate(() =>
      [...document.querySelectorAll('#values-table tbody tr')].map((row) => {
        const cell = (column: string) =>
          row.querySelector(`td[data-column="${column}"]`)?.getAttribute('data-value') ?? null;
        return { x: row.getAttribute('data-x'), f: cell('f'), slope: cell('slope') };
      }),
    );
    return rows.map((row) => ({ x: value(row.x), f: value(row.f), slope: value(row.slope) }));
  }

  /** The panel's text as a screen reader meets it. */
  async panelText(): Promise<string> {
    return (await this.panel()).evaluate(() => document.body.innerText);
  }

  /** How many pixels of the chart are drawn: not of the canvas' own empty colour. */
  async drawnPixels(): Promise<number> {
    return (await this.panel()).evaluate(() => {
      const canvas = document.querySelector('canvas');
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let drawn = 0;
      for (let index = 3; index < pixels.length; index += 4) if (pixels[index] !== 0) drawn += 1;
      return drawn;
    });
  }
}
