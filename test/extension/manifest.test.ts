import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYERED, SECTION } from '../../src/settings';

const root = join(__dirname, '../..');

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly capabilities: unknown;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly media: { readonly markdown: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const { commands, configuration, walkthroughs } = manifest.contributes;

/** Hosts that read an editor's settings. */
const sources = ['src/editor', 'src/extension', 'src/server'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);

describe('the manifest', () => {
  it('lets the extension run in virtual and untrusted workspaces, and in the browser from a bundle of its own', () => {
    expect(manifest.capabilities).toEqual({
      virtualWorkspaces: true,
      untrustedWorkspaces: { supported: true },
    });
    expect(manifest.main).toBe('./dist/extension.js');
    expect(manifest.browser).toBe('./dist/extension-browser.js');
  });

  it.each(walkthroughs.flatMap(({ steps }) => steps))(
    'has a page for the walkthrough’s step $id, which ends with something that there is',
    ({ media, completionEvents }) => {
      expect(existsSync(join(root, media.markdown))).toBe(true);
      expect(completionEvents.length).toBeGreaterThan(0);
      const events = new Set([
        ...commands.map(({ command }) => `onCommand:${command}`),
        ...Object.keys(configuration.properties).map((setting) => `onSettingChanged:${setting}`),
      ]);
      for (const event of completionEvents) expect(events).toContain(event);
    },
  );

  it.each(Object.keys(configuration.properties))(
    'has the setting %s, which the source reads by its name',
    (setting) => {
      const path = setting.slice(`${SECTION}.`.length);
      const isLayered = LAYERED.some((key) => path === `lint.${key}`);
      expect(isLayered || sources.some((text) => text.includes(`'${path}'`))).toBe(true);
    },
  );
});
