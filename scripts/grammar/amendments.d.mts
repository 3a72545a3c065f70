export interface Amendment {
  /** Which source file of the package it changes. */
  readonly in: 'grammar' | 'tokens';
  readonly find: string;
  readonly replace: string;
  /** What goes wrong without it. */
  readonly reason: string;
  /** The name of its test in test/core/python/amendments.test.ts. */
  readonly test: string;
}

export declare const amendments: readonly Amendment[];
