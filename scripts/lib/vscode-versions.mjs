// Which Visual Studio Code the tests run in, and the runtimes that each needs. All come from the npm registry.

/**
 * The VS Code that a code-server package carries and the Node its server asks for.
 * @typedef {{ codeServer: string, vscode: string, node: string }} HostVersion
 */

/** @type {{ newest: HostVersion, oldest: HostVersion }} */
export const hostVersions = {
  newest: { codeServer: '4.139.1', vscode: '1.139.1', node: '24.21.0' },
  // The oldest version that `engines.vscode` names.
  oldest: { codeServer: '4.90.3', vscode: '1.90.2', node: '20.20.2' },
};

/** Chromium as an npm package, for machines without a browser and without the right to install one. */
export const chromiumPackage = '@sparticuz/chromium@153.0.0';

/** The search program for a VS Code whose own package would download it. */
export const ripgrepPackage = '@vscode/ripgrep-universal@1.18.0';

/** The linter that stands beside ours in the benchmark. */
export const ruffPackage = '@astral-sh/ruff-wasm-nodejs@0.17.3';
