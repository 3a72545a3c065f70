/** What hosts are told of findings, and the configuration that they ask with. */
import type { OffsetRange } from '../python/offsets';
import type { Severity } from './rule';

export interface ReportedEdit extends OffsetRange {
  readonly newText: string;
}
export interface ReportedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly ReportedEdit[];
}
/** A finding with absolute offsets in the version that was asked about. */
export interface ReportedFinding extends OffsetRange {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly (OffsetRange & { readonly uri: string; readonly message: string })[];
  readonly fixes: readonly ReportedFix[];
  readonly unnecessary: boolean;
  readonly deprecated: boolean;
}

/** Which rules run and how loud, resolved from pyproject.toml and editor settings. Names are rule names. */
export interface LintConfiguration {
  /** Rules to run; undefined means all whose default is not `off`. */
  readonly select: readonly string[] | undefined;
  /** Rules that run beside those that are on by default. */
  readonly also?: readonly string[];
  /** Rules that were asked for by their names, not as part of a group; without it all that are selected. */
  readonly asked?: readonly string[];
  readonly ignore: readonly string[];
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
}
