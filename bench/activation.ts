/** Runs inside the extension host: how long the extension's own activation takes. */
import * as vscode from 'vscode';

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('activation-lens.activation-lens');
  if (extension === undefined || extension.isActive)
    throw new Error('The extension is not there, or active before it was asked.');
  const start = performance.now();
  await extension.activate();
  const milliseconds = performance.now() - start;
  console.log(
    `ACTIVATION_LENS_RESULT ${JSON.stringify({ passed: 1, failed: 0, failures: [], milliseconds })}`,
  );
}
