/** What `lint` is asked for. */
import type { Severity } from '../core/lint/rule';
import type { Mending } from './lint-files';

export interface LintOptions {
  readonly format: string;
  readonly failOn: Severity | 'never';
  /** How long one file may take, in seconds. */
  readonly timeLimit: number;

  readonly fix?: boolean;
  readonly unsafeFixes?: boolean;
  readonly fixOnly?: boolean;
  readonly diff?: boolean;
  readonly showFixes?: boolean;
  readonly exitNonZeroOnFix?: boolean;
  readonly addIgnore?: boolean;

  readonly statistics?: boolean;
  readonly outputFile?: string;
  readonly quiet?: boolean;
  readonly silent?: boolean;
  readonly watch?: boolean;
  readonly color?: 'auto' | 'always' | 'never';

  readonly config?: readonly string[];
  readonly isolated?: boolean;
  readonly select?: readonly string[];
  readonly extendSelect?: readonly string[];
  readonly ignore?: readonly string[];
  readonly exclude?: readonly string[];
  readonly extendExclude?: readonly string[];
  readonly respectGitignore: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;

  readonly cache: boolean;
  readonly cacheDir?: string;
  readonly stdinFilename?: string;
  readonly showFiles?: boolean;
  readonly showSettings?: boolean;
}

/** `--diff` and `--fix-only` say `--fix`, too. */
export function mendingOf({ fix, unsafeFixes, fixOnly, diff, addIgnore }: LintOptions): Mending | undefined {
  if (addIgnore === true) return 'ignore';
  if (fix !== true && fixOnly !== true && diff !== true) return undefined;
  return unsafeFixes === true ? 'all' : 'safe';
}
