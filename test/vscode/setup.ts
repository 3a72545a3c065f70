/** Mocha's browser build runs in the Node extension host and in the web worker alike. It wants a page's location and nothing else of one. */
import 'mocha/mocha.js';

/** Results are collected in index.ts. */
function silent(): void {
  // Says nothing.
}

mocha.setup({ ui: 'bdd', reporter: silent as never, timeout: 20_000, slow: 5_000, retries: 1 });
