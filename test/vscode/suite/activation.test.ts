import * as vscode from 'vscode';
import { check, lens } from '../helpers';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
  };
}

describe('The extension', () => {
  it('activates, and says how long that took', async () => {
    const { activationMilliseconds } = await lens();
    check(activationMilliseconds > 0 && activationMilliseconds < 2_000, String(activationMilliseconds));
    console.log(`ACTIVATION_LENS_FIGURE activation ${activationMilliseconds.toFixed(1)} ms`);
  });

  it('registers every command of its manifest, first Plot Activation', async () => {
    await lens();
    const manifest = vscode.extensions.getExtension('activation-lens.activation-lens')
      ?.packageJSON as Manifest;
    const { commands } = manifest.contributes;
    check(commands[0]?.title === 'Plot Activation', `the first command is ${String(commands[0]?.title)}`);
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of commands) check(registered.has(command), `${command} is not registered`);
  });

  it('has no string left without words', () => {
    const manifest = vscode.extensions.getExtension('activation-lens.activation-lens')
      ?.packageJSON as Manifest;
    const left = /"%[^"]+%"/.exec(JSON.stringify(manifest.contributes));
    check(left === null, `${String(left?.[0])} is not in package.nls.json`);
  });
});
