/** What runs inside VS Code's extension host: the same suite in Node, in the web worker and in Electron. */
import './setup';
import './suite/activation.test';
import './suite/panel.test';
import './suite/diagnostics.test';
import './suite/code-actions.test';
import './suite/hover.test';
import './suite/notebook.test';
import './suite/typing.test';
import './suite/settings.test';
import './suite/signal.test';
import './suite/server.test';

interface Failure {
  readonly title: string;
  readonly message: string;
}

export function run(): Promise<void> {
  return new Promise((resolve, reject) => {
    const failures: Failure[] = [];
    let passed = 0;
    // Not `mocha.run`, which reads options from a page's address.
    const runner = new Mocha.Runner(mocha.suite);
    const end = (failed: number): void => {
      console.log(`ACTIVATION_LENS_RESULT ${JSON.stringify({ passed, failed, failures })}`);
      if (failed > 0) reject(new Error(`${String(failed)} tests failed`));
      else resolve();
    };
    runner.on('pass', (test: { fullTitle(): string; readonly duration?: number }) => {
      passed += 1;
      if ((test.duration ?? 0) > 1_000)
        console.log(`ACTIVATION_LENS_FIGURE ${String(test.duration)} ms: ${test.fullTitle()}`);
    });
    runner.on('fail', (test: { fullTitle(): string }, error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ title: test.fullTitle(), message });
    });
    runner.run(end);
  });
}
